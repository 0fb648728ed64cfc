"""Accounts of an invented centre."""

from __future__ import annotations

from answerable.identity import Grant
from answerable.queries import accounts as q
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Presence
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
    calendar = q.KeptCalendarLink(
        handle="calendar", name="手机", is_of_sites=False, made_at=NOW, expires_at=NOW, used_at=None
    )
    return q.OpenSessions(sessions=(here, phone), recovery_codes_left=8, calendar_links=(calendar,))


def accounts(query: q.AccountsOf) -> q.AccountList:
    """One with all that an account can have, one who was invited, one who left."""
    there = q.AccountRow(
        person="staff-149",
        name="黄晓燕",
        sort_key="huang xiaoyan",
        site="xm01",
        team="热线组",
        role=Role.AGENT,
        presence=Presence.EMPLOYED,
        grants=(Grant(role=Role.AGENT, site="xm01"), Grant(role=Role.TRAINER)),
        is_employed=True,
        has_account=True,
        second_factor=True,
        sessions=2,
    )
    invited = there.model_copy(
        update={"person": "staff-150", "name": None, "has_account": False, "second_factor": False}
    ).model_copy(update={"invited_until": NOW, "sessions": 0})
    left = invited.model_copy(
        update={
            "person": "staff-151",
            "invited_until": None,
            "presence": Presence.LEFT,
            "is_employed": False,
            "grants": (),
        }
    )
    everybody = (there, invited, left)
    if query.person is None:
        return q.AccountList(accounts=everybody)
    return q.AccountList(accounts=tuple(one for one in everybody if one.person == query.person) or (there,))


def tokens() -> q.TokenList:
    """One that holds, and one that was revoked."""
    holds = q.TokenRow(
        token="token-0123456789abcdef",
        machine="machine-switchboard",
        scope=("contact.receive", "case.*"),
        sites=("xm01",),
        made_at=NOW,
        made_by="staff-149",
        until=NOW.replace(year=2199),
    )
    revoked = holds.model_copy(
        update={"token": "token-fedcba9876543210", "revoked_at": NOW, "sites": None, "made_by": None}
    )
    return q.TokenList(tokens=(holds, revoked))


def messages() -> q.MessageList:
    """One that tries, one that was sent, one that waits for the morning, one that nobody knows of."""
    sent = q.MessageRow(
        number=3,
        reminder="reminder-0123456789abcdef0123",
        channel=q.MessageChannel.MAIL,
        person="staff-149",
        site="xm01",
        state=q.MessageState.SENT,
        attempts=1,
        queued_at=NOW,
        next_at=NOW,
        ended_at=NOW,
        reason=None,
    )
    waits = sent.model_copy(update={"number": 2, "state": q.MessageState.WAITING, "ended_at": None})
    lost = sent.model_copy(update={"number": 1, "state": q.MessageState.UNCERTAIN, "reason": "timed out"})
    tried = sent.model_copy(update={"number": 4, "reminder": None, "site": None})
    return q.MessageList(rows=(tried, sent, waits, lost), channels=(q.MessageChannel.MAIL,), after=1)
