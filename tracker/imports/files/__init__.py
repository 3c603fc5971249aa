"""The import of handled files, which come by the ten thousand."""
