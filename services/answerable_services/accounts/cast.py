"""What the sample's people are called: invented names, which say themselves that they are examples."""

from __future__ import annotations

from answerable.sample.names import names
from answerable_services.accounts.people import Name


def sample_names() -> list[Name]:
    """Give the names of everybody in the sample."""
    return [Name(person, name, sort_key, None) for person, name, sort_key in names()]
