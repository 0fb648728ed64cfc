"""Commands by HTTP that are not taken: bad input, too much of it, and what comes from elsewhere."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.services.intake.http_given import CLOSE, LIMIT, Handler, problem


class TestBadInput:
    async def test_every_field_and_rule_is_named(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """What is missing, misshapen or unknown is listed, each with a pointer and the rule's name."""
        body = {"site": "XM 01", "case": "case-1", "surname": "x"}
        response = await client.post("/v1/case/close", json=body)

        document = problem(response)
        assert (document["status"], document["type"]) == (422, "urn:answerable:problem:invalid")
        assert [(fault["pointer"], fault["rule"]) for fault in document["errors"]] == [
            ("/site", "string_pattern_mismatch"),
            ("/surname", "extra_forbidden"),
        ]
        assert handler.asked == []

    @pytest.mark.parametrize(
        "body", [b"", b"{", b'{"site":}', b"\xff\xfe", b"[" * 2000, b'{"a":' + b"9" * 1900]
    )
    async def test_unreadable(self, client: httpx.AsyncClient, handler: Handler, body: bytes) -> None:
        """A body that is no JSON is a bad request."""
        response = await client.post(
            "/v1/case/close", content=body, headers={"content-type": "application/json"}
        )

        assert problem(response)["status"] == 400
        assert handler.asked == []

    async def test_unreadable_points_nowhere(self, client: httpx.AsyncClient) -> None:
        """Where there is no document, there is no place in it to point to."""
        response = await client.post(
            "/v1/case/close", content="{", headers={"content-type": "application/json"}
        )

        assert [fault["pointer"] for fault in problem(response)["errors"]] == [""]

    @pytest.mark.parametrize("body", ["[]", '"text"', "7", "null"])
    async def test_no_object(self, client: httpx.AsyncClient, body: str) -> None:
        """A document that is no object is bad input."""
        response = await client.post(
            "/v1/case/close", content=body, headers={"content-type": "application/json"}
        )

        assert problem(response)["status"] == 422

    async def test_strange_names(self, client: httpx.AsyncClient) -> None:
        """A name that a pointer cannot hold as it is stands escaped in it (RFC 6901)."""
        response = await client.post("/v1/case/close", json={**CLOSE, "a/b~c": 1})

        assert [fault["pointer"] for fault in problem(response)["errors"]] == ["/a~1b~0c"]

    async def test_two_keys(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """It would not be known which of them a repeat is to be found by."""
        headers = [("idempotency-key", "a-1"), ("idempotency-key", "a-2")]
        response = await client.post("/v1/case/close", json=CLOSE, headers=headers)

        assert response.status_code == 400
        assert handler.asked == []

    async def test_two_proofs(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """It would not be known which of them says who asks."""
        request = client.build_request("POST", "/v1/case/close", json=CLOSE)
        twice = [*request.headers.multi_items(), ("authorization", "Bearer another")]
        request.headers = httpx.Headers(twice)

        assert (await client.send(request)).status_code == 400
        assert handler.asked == []

    async def test_key_of_an_import(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """A single command is no import's, whatever its key says: it would be held to other rules."""
        headers = {"idempotency-key": "import:x:1"}
        response = await client.post("/v1/case/close", json=CLOSE, headers=headers)

        assert response.status_code == 422
        assert response.json()["rule"] == "key-of-imports"
        assert handler.asked == []

    @pytest.mark.parametrize("key", ["", "two words", "x" * 201, "schlüssel", "\tt"])
    async def test_key(self, client: httpx.AsyncClient, handler: Handler, key: str) -> None:
        """A key that is empty, too long or not visible ASCII is bad input that names the header."""
        response = await client.post("/v1/case/close", json=CLOSE, headers={b"Idempotency-Key": key.encode()})

        document = problem(response)
        assert document["status"] == 422
        assert "Idempotency-Key" in document["detail"]
        assert handler.asked == []

    @pytest.mark.parametrize(
        ("name", "fields", "field"),
        [
            ("contact/abandon", {"contact": "contact-1", "wait_s": 10**12}, "wait_s"),
            ("contact/abandon", {"contact": "contact-1", "wait_s": -1}, "wait_s"),
            ("case/close", {"case": "case-1", "occurred_at": "0001-01-01T00:00:00+08:00"}, "occurred_at"),
            ("case/close", {"case": "case-1", "occurred_at": "2016-03-10T10:00:00"}, "occurred_at"),
            ("fault/end", {"fault": "fault-1", "ended_at": "9999-12-31T23:59:59-08:00"}, "ended_at"),
            ("staff/leave", {"staff": "staff-1", "left_on": "9999-12-31"}, "left_on"),
            (
                "assessment/record_extra",
                {"staff": "staff-1", "month": "2016-03", "points": "NaN", "reason": "r"},
                "points",
            ),
            (
                "assessment/record_extra",
                {"staff": "staff-1", "month": "2016-03", "points": "1E-999999", "reason": "r"},
                "points",
            ),
            ("case/close", {"case": "case-1", "occurred_at": 1456790400}, "occurred_at"),
            ("case/close", {"case": "case-1", "occurred_at": "1456790400"}, "occurred_at"),
            ("case/close", {"case": "case-1", "occurred_at": "2016-03-31T10:00:00+08:00:30"}, "occurred_at"),
            ("case/close", {"case": "case-1", "occurred_at": "2016-03-31T10:00:00+23:59"}, "occurred_at"),
            ("case/close", {"case": "case-1", "occurred_at": "2016-W13-4T10:00:00+08:00"}, "occurred_at"),
            (
                "case/open",
                {"topic": "t", "first_asked": "staff-1", "is_emergency": "off"},
                "is_emergency",
            ),
            ("contact/abandon", {"contact": "contact-1", "wait_s": "12"}, "wait_s"),
            ("case/close", {"case": "case-1\n"}, "case"),
            ("case/note_progress", {"case": "case-1", "note": "   "}, "note"),
            ("case/note_progress", {"case": "case-1", "note": "x" * 2001}, "note"),
        ],
    )
    async def test_what_no_view_could_hold(
        self, client: httpx.AsyncClient, handler: Handler, name: str, fields: dict[str, Any], field: str
    ) -> None:
        """Numbers, moments and texts beyond what every reader can hold never reach the ledger."""
        body = {"site": "xm01", **fields}
        response = await client.post(f"/v1/{name}", json=body)

        assert [fault["pointer"] for fault in problem(response)["errors"]] == [f"/{field}"]
        assert handler.asked == []


JSON = {"content-type": "application/json"}


class TestBodyLimit:
    async def test_declared(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """A body whose declared length is over the limit is refused."""
        response = await client.post("/v1/case/close", content=b" " * (LIMIT + 1), headers=JSON)

        assert problem(response)["status"] == 413
        assert str(LIMIT) in problem(response)["detail"]
        assert handler.asked == []

    @pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
    async def test_chunked(self, client: httpx.AsyncClient, size: int, status: int) -> None:
        """A body that comes in chunks, with no length declared, is counted; the limit itself is allowed."""
        body = json.dumps(CLOSE).encode().ljust(size)

        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, size, 100):
                yield body[start : start + 100]

        response = await client.post(
            "/v1/case/close", content=chunks(), headers={"content-type": "application/json"}
        )
        assert response.request.headers.get("content-length") is None
        assert response.status_code == status


class TestBorder:
    """Any page in a browser can send requests to this machine: what a form could send is not taken."""

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"content-type": "text/plain", "origin": "https://evil.example"}, 403),
            ({"content-type": "text/plain"}, 415),
            ({"content-type": "application/json", "host": "evil.example"}, 403),
            ({"content-type": "application/json", "origin": "http://localhost:8080"}, 403),
        ],
    )
    async def test_from_elsewhere(
        self, client: httpx.AsyncClient, handler: Handler, headers: dict[str, str], status: int
    ) -> None:
        """It is refused with a problem, and nothing is carried out."""
        response = await client.post("/v1/case/close", content=json.dumps(CLOSE), headers=headers)

        assert problem(response)["status"] == status
        assert handler.asked == []

    @pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
    @pytest.mark.parametrize(
        "path",
        [
            "/openapi.json",
            "/docs",
            "/docs/oauth2-redirect",
            "/redoc",
            "/health",
            "/",
            "/v1/case/close",
            "/nothing",
        ],
    )
    async def test_a_foreign_host(self, client: httpx.AsyncClient, method: str, path: str) -> None:
        """No path, not even one that there is not, answers under a name that is not this machine's."""
        response = await client.request(
            method, path, headers={"host": "evil.example", "content-type": "application/json"}
        )

        assert response.status_code == 403
        assert (await client.get("/health", headers={"host": "127.0.0.1:8081"})).status_code == 200


class TestNamedTwice:
    @pytest.mark.parametrize(
        "body",
        [
            b'{"site":"xm01","case":"case-1","case":"case-2"}',
            b'{"site": "xm01", "case": "case-1", "case" : "case-1"}',
            b'{"site":"xm01","case":"case-1","c\\u0061se":"case-2"}',
            b'{"site":"xm01","case":"case-1"\n,"case"\n:"case-2"}',
        ],
    )
    async def test_a_field(self, client: httpx.AsyncClient, handler: Handler, body: bytes) -> None:
        """A field that stands in the body twice is named, and neither value is taken."""
        response = await client.post(
            "/v1/case/close", content=body, headers={"content-type": "application/json"}
        )

        document = problem(response)
        assert (document["status"], document["errors"][0]["pointer"]) == (422, "/case")
        assert document["errors"][0]["rule"] == "named_twice"
        assert handler.asked == []

    async def test_colons_in_a_text(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """What only looks like a name is none."""
        case = {**CLOSE, "correlation_id": 'a "case": "case" :1'}
        response = await client.post("/v1/case/close", json=case)

        assert (response.status_code, len(handler.asked)) == (200, 1)
