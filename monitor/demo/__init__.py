"""The demonstration set: invented outlets and speakers, composed as the feeds they'd publish."""
