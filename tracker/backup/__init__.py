"""Backups: everything in a database in one file, which either database can be restored from."""
