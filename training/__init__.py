"""How the shipped models are made. Nothing in here is needed to run the app."""
