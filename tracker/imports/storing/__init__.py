"""Storing: plans of single records, and the batch that writes and notes them."""
