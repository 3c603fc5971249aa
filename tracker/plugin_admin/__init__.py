"""Looking after plugins: making one, switching it on and off, removing it, and what each contributes."""
