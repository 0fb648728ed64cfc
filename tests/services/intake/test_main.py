"""Intake as a process: the same command gives the same answer by HTTP and by NATS."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from nats.aio.client import Client

from answerable.commands.base import BulkRequest, Receipt
from answerable.errors import Invalid, Malformed, NotFound, Unavailable
from answerable.ledger.server.accounts import User
from answerable.ledger.server.machine import free_port
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.client import IDEMPOTENCY_KEY, Caller
from answerable.messaging.problems import ERROR_CODE
from answerable.messaging.subjects import BULK, command_subject
from answerable.queries.intake import Possible, Writing
from answerable.streams.case import commands as case
from answerable_services.intake.main import run
from tests.identity.proofs import Asking, bearer, credential
from tests.services.conftest import Installation
from tests.services.intake.scenario import FIRST, SECOND, TEN, make
from tests.services.intake.test_bulk import item

pytestmark = pytest.mark.server


@dataclass(frozen=True)
class Ways:
    """Both ways in.

    Arguments:
        http: to the command API.
        nats: a connection that may send commands.
        keys: where the keys are that prove who asks.
    """

    http: httpx.AsyncClient
    nats: Client
    keys: Path

    @property
    def caller(self) -> Caller:
        return Asking(self.nats, self.keys)

    def _headers(self, key: str | None) -> dict[str, str]:
        return {**bearer(self.keys, FIRST), **({IDEMPOTENCY_KEY: key} if key else {})}

    async def by_http(self, name: str, body: bytes, key: str | None = None) -> tuple[int, Any]:
        headers = {"content-type": "application/json", **self._headers(key)}
        path = f"/v1/{name.replace('.', '/')}"
        response = await self.http.post(path, content=body, headers=headers)
        return response.status_code, response.json()

    async def by_nats(self, name: str, body: bytes, key: str | None = None) -> tuple[int, Any]:
        reply = await self.nats.request(command_subject(name), body, timeout=10, headers=self._headers(key))
        return int((reply.headers or {}).get(ERROR_CODE, 200)), json.loads(reply.data)


@asynccontextmanager
async def running(installation: Installation, **settings: Any) -> AsyncIterator[Ways]:
    """Run intake and connect by both ways, once it answers."""
    port, stop = free_port(), asyncio.Event()
    service = asyncio.create_task(run(installation.settings(intake_port=port, **settings), stop))
    endpoint = installation.endpoint
    nats = await connect(
        endpoint.url, user=User.CONSOLE, password=endpoint.passwords[User.CONSOLE], name="test"
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http, asyncio.timeout(60):
            ways = Ways(http, nats, installation.settings().keys)
            await until_up(ways, service)
            yield ways
    finally:
        stop.set()
        await service
        await disconnect(nats)


async def until_up(ways: Ways, service: asyncio.Task[None]) -> None:
    while not service.done():
        try:
            await ways.http.get("/health")
            await ways.caller.query(Writing())
        except (httpx.ConnectError, Unavailable):
            await asyncio.sleep(0.05)
        else:
            return
    await service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ways(ruled: Installation) -> AsyncIterator[Ways]:
    async with running(ruled, clock_start=TEN, max_body_bytes=4096) as opened:
        yield opened


def said(**fields: Any) -> bytes:
    return json.dumps({"site": "xm01", **fields}).encode()


@pytest.mark.asyncio(loop_scope="module")
class TestBothWays:
    async def test_the_same_receipt(self, ways: Ways, fresh: str) -> None:
        """A command with a key that came by one way and is repeated by the other gets the first answer."""
        body = said(case=f"case-{fresh}", topic="t", first_asked=FIRST)

        first = await ways.by_http("case.open", body, fresh)
        assert first[0] == 200
        assert await ways.by_nats("case.open", body, fresh) == first

    async def test_what_is_possible(self, ways: Ways, fresh: str) -> None:
        """It is asked over NATS, by whoever may ask; a site that was never opened is told."""
        await ways.by_nats("case.open", said(case=f"case-{fresh}", topic="t", first_asked=FIRST))

        asker = Caller(ways.nats, credential(ways.keys, FIRST))
        told = await asker.query(Possible(site="xm01", target=f"case-{fresh}"))
        assert "case.resolve" in {one.command for one in told.commands if one.is_possible}
        with pytest.raises(NotFound, match="there is no site nowhere"):
            await asker.query(Possible(site="nowhere"))

    @pytest.mark.parametrize(
        ("name", "body", "key", "status"),
        [
            ("case.close", said(case="case-nowhere"), None, 404),
            ("case.open", said(site="nowhere", topic="t", first_asked=FIRST), None, 404),
            ("case.accept", said(case="case-both", acting_for=SECOND), None, 403),
            ("case.resume", said(case="case-both"), None, 409),
            ("case.transfer", said(case="case-both", reason="r"), None, 422),
            ("case.transfer", b'{"site": "XM", "case": "x", "more": 1}', None, 422),
            ("case.close", b"{}", None, 422),
            ("case.close", b"[]", None, 422),
            ("case.close", b"{", None, 400),
            ("case.close", b"", None, 400),
            ("case.close", said(case="case-both"), "two words", 422),
            ("case.open", said(case="case-both", topic="other", first_asked=FIRST), "both", 422),
            ("contact.receive", said(channel="call", topic="t", occurred_at="2199-01-01T00:00Z"), None, 422),
        ],
    )
    async def test_the_same_problem(
        self, ways: Ways, name: str, body: bytes, key: str | None, status: int
    ) -> None:
        """Whatever is wrong with a command, both ways tell it with the same status and the same words."""
        await ways.by_http("case.open", said(case="case-both", topic="t", first_asked=FIRST), "both")
        by_http = await ways.by_http(name, body, key)
        by_nats = await ways.by_nats(name, body, key)

        assert by_http[0] == status
        assert _timeless(by_nats) == _timeless(by_http)

    async def test_errors_come_back_as_they_were(self, ways: Ways) -> None:
        """A caller in Python gets the error that intake raised, with its rule and its faults."""
        with pytest.raises(NotFound, match="case-nowhere does not exist"):
            await ways.caller.command(make(case.Close, case="case-nowhere"))

    async def test_bulk(self, ways: Ways, fresh: str) -> None:
        """Many commands go by NATS as one request, and a request that is none is a problem."""
        begin = item(fresh, case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)
        report = await ways.caller.bulk(BulkRequest(items=(begin,)))
        assert [(one.status, one.recorded) for one in report.outcomes] == [(200, 1)]

        with pytest.raises(Malformed):
            await ways.caller._ask(BULK, b"{", Receipt, None)
        with pytest.raises(Invalid) as refused:
            await ways.caller._ask(BULK, b'{"items": []}', Receipt, None)
        assert [(broken.pointer, broken.rule) for broken in refused.value.broken_rules] == [
            ("/items", "too_short")
        ]

    async def test_the_body_limit_holds_on_the_wire(self, ways: Ways) -> None:
        """A body over the limit is refused by the real server too, declared or in chunks."""

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(10):
                yield b" " * 1000

        for content in (b" " * 10_000, chunks()):
            response = await ways.http.post(
                "/v1/case/close",
                content=content,
                headers={"content-type": "application/json", **bearer(ways.keys)},
            )
            assert response.status_code == 413


def _timeless(answer: tuple[int, Any]) -> tuple[int, Any]:
    """Leave out the clock's time, which runs on between two answers."""
    status, document = answer
    return status, json.loads(re.sub(r"2016-03-10T[0-9:.]+", "now", json.dumps(document)))
