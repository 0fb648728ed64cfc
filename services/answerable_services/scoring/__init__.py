"""Scoring: each person's month, article by article, from the facts in the ledger or in a file."""
