"""What `tracker plugins check` tries of a plugin before a commune relies on it, each with what to mend."""
