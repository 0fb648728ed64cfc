"""Where views live: generations in SQLite or PostgreSQL, which one is served, and how far it is."""
