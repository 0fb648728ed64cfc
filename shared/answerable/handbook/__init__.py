"""The handbook: which controlled documents the regulations name, as data (003-B6)."""

from __future__ import annotations

from answerable.handbook.listed import Handbook, Listed, handbook

__all__ = ["Handbook", "Listed", "handbook"]
