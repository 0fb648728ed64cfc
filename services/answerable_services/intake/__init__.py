"""Intake: takes commands, decides, and is the only writer of the ledger."""

from answerable_services.intake import decisions

__all__ = ["decisions"]
