"""Matching: whom and what a list names, known already or to be added."""
