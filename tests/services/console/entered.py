"""The console as somebody who is signed in sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr

from answerable.clock import Clock
from answerable.identity import Grant
from answerable.queries.accounts import Proved
from answerable.settings import Settings
from answerable.streams.staff.events import Role
from answerable_services.console.app import create_app
from answerable_services.console.asking import OwnBus
from answerable_services.console.live import Notices
from tests.services.console.given.moments import CLOCK

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

SESSION = "the-session-of-whoever-the-tests-ask-as"
WHO = "staff-900"

PATIENT = Settings(page_wait_s=60)
"""How long a stand-in takes tells of the machine, and a page that waits no longer would lack its answer."""

_FAR = datetime(2199, 1, 1, tzinfo=UTC)


def proved(*grants: Grant, person: str = WHO) -> Proved:
    """Say who is signed in: somebody with these roles, or with all of them everywhere."""
    return Proved(
        person=person,
        grants=grants or tuple(Grant(role=role) for role in Role),
        token=SecretStr(f"Bearer {person}"),
        until=_FAR,
        expires_at=_FAR,
    )


class Entered:
    """Sends the session's cookie along with what has none, as the browser of somebody who is signed in does.

    Arguments:
        app: the console.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            held = [value for name, value in scope["headers"] if name == b"cookie"]
            cookie = b"; ".join([*held, f"session={SESSION}".encode()])
            rest = [one for one in scope["headers"] if one[0] != b"cookie"]
            scope = {**scope, "headers": [*rest, (b"cookie", cookie)]}
        await self._app(scope, receive, send)


def entered(bus: OwnBus, notices: Notices | None = None, clock: Clock = CLOCK) -> Entered:
    """Give the console as whoever holds `SESSION` sees it."""
    return Entered(create_app(bus, notices or Notices(), clock, PATIENT))
