"""Stancewatch: who says what about whom in the news, over time, with the evidence."""

__version__ = "0.1.0"
