"""Imports: what a messy export says, read, found, checked and stored."""
