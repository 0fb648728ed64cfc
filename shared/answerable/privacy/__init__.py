"""Privacy: personal data is recognised before it reaches the ledger, which cannot forget."""

from answerable.privacy.detection import Kind, find, find_in_id

__all__ = ["Kind", "find", "find_in_id"]
