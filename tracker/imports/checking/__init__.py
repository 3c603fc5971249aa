"""Checking: where the list stands in a sheet, and what each of its cells says."""
