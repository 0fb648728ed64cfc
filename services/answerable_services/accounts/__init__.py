"""Accounts: how people and machines prove who they are; a store that changes and forgets, no ledger."""
