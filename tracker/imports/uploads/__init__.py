"""Uploads: lists on their way into the records, step by step, so that any web host can go on with them."""
