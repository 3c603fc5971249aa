"""Official papers: what they say, taken from the records, and how they are laid out."""
