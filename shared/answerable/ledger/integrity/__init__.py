"""Is the ledger what it was: the hash chain, the head file, the checks, and the guard before writing."""
