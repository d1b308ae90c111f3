"""Where the docs' figures come from: accuracy and speed, measured by one command each."""
