"""Tracker: what a commune's officials do at the one-stop desk, and what it is worth."""

__version__ = "0.1.0"
