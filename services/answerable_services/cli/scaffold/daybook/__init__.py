"""The daybook: what became of cases, by site and day, from the ledger's events."""
