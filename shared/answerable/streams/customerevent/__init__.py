"""Customer event: planned, approved, held with who came, or cancelled."""
