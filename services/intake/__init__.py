"""Intake: takes commands, decides, and is the only writer of the ledger."""
