"""Accounts of an invented centre."""

from __future__ import annotations

from answerable.queries import accounts as q
from tests.services.console.given.moments import NOW


def sessions() -> q.OpenSessions:
    """One that asks, and one on a phone."""
    here = q.OpenSession(
        handle="here",
        opened_at=NOW,
        seen_at=NOW,
        address="203.0.113.0/24",
        agent="Firefox",
        second_factor=True,
        is_this=True,
    )
    phone = here.model_copy(update={"handle": "phone", "agent": "Safari", "is_this": False})
    return q.OpenSessions(sessions=(here, phone), recovery_codes_left=8)
