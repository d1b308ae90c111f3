"""Collect, read and store joined into the things that a person asks for."""
