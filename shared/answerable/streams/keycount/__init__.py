"""Count of keys: each shift counts what lies in its place, and says of each that is late why (002-r9)."""
