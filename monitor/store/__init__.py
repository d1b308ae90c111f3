"""Tables on disk or in a bucket, and the questions that are asked of them."""
