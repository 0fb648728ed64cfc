"""Copy of a document: numbered, with somebody, acknowledged by them, taken back (003-B5)."""
