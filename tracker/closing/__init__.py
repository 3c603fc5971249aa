"""Closing a period: what it was scored with is frozen, with the records behind every card and a hash over all of it."""
