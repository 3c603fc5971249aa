"""Reports of a period: the files by official, unit, channel or procedure, form II.06a, and where the two differ."""
