"""Forms: the paper forms that the regulations name, declared as data, with fields and signatures (001-K5)."""

from __future__ import annotations

from answerable.forms.catalogue import find, forms
from answerable.forms.declaration import Cell, CellKind, Column, Form, Group, Section, Signature

__all__ = ["Cell", "CellKind", "Column", "Form", "Group", "Section", "Signature", "find", "forms"]
