"""The outside world -> Article. Imports nothing of read, store, report or ui."""
