"""The desk: what supervisors and agents see of the work in hand, from the ledger."""
