"""What the tests of commands by HTTP share: a handler that stands in for intake, and what it is asked."""

from __future__ import annotations

from typing import Any

import httpx

from answerable.commands.base import Command, EventRef, Receipt
from answerable.identity import Credential, Owner, Principal, SigningKey, Verifier

LIMIT = 4096


CLOSE = {"site": "xm01", "case": "case-1"}

KEY = SigningKey.make()
BELIEVING = Verifier(lambda: {KEY.name: KEY.trusted(Owner.ACCOUNTS)})
PROOF = Credential(Principal(id="staff-first"), lambda: KEY)


RECEIPT = Receipt(
    command="case.close",
    id="case-1",
    version=3,
    events=(EventRef(id="case-1.3", type="answerable.case.closed.v1", sequence=7),),
)


class Handler:
    """Stands in for intake: notes what it is asked, and answers or refuses as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[Command, str | None]] = []
        self.askers: list[Principal] = []
        self.error: Exception | None = None

    async def __call__(self, command: Command, asker: Principal, key: str | None) -> Receipt:
        self.askers.append(asker)
        self.asked.append((command, key))
        if self.error is not None:
            raise self.error
        return RECEIPT


def problem(response: httpx.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == response.status_code
    return document
