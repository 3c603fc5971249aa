"""Undoing a batch, unless somebody has worked on it since."""
