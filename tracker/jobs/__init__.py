"""Jobs: what Tracker does by itself at fixed times, once for each time, whichever process is there to do it."""
