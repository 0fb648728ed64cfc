"""Change of a lock: applied for to security in writing, approved, carried out (002-r13-6)."""
