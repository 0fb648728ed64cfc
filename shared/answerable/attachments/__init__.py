"""Attachments: files beside the ledger, kept by their digests, whose formats their own bytes tell."""

from answerable.attachments.kept import Kept
from answerable.attachments.named import Named
from answerable.attachments.store import Attachments, Upload

__all__ = ["Attachments", "Kept", "Named", "Upload"]
