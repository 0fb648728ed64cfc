"""The ledger in one file: exporting, verifying without a server, restoring."""
