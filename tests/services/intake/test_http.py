"""Commands by HTTP: what is asked reaches the handler, and whatever is wrong is a problem that says so."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from answerable.commands.base import Command, EventRef, Receipt
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Conflict, Corrupt, Invalid, NotFound, Refused, Unavailable
from answerable_services.intake.http import CommandApi, create_app, describe
from tests.asking import ask

LIMIT = 4096
CLOSE = {"site": "xm01", "actor": "staff-first", "case": "case-1"}
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
        self.error: Exception | None = None

    async def __call__(self, command: Command, key: str | None) -> Receipt:
        self.asked.append((command, key))
        if self.error is not None:
            raise self.error
        return RECEIPT


@pytest.fixture(scope="module")
def app_and_handler() -> tuple[CommandApi, Handler]:
    """The API, made once: sixty paths take a second."""
    handler = Handler()
    return create_app(handler, max_body_bytes=LIMIT), handler


@pytest.fixture
def handler(app_and_handler: tuple[CommandApi, Handler]) -> Handler:
    """The handler behind the API, as if nobody had asked it before."""
    _, handler = app_and_handler
    handler.asked, handler.error = [], None
    return handler


@pytest.fixture
async def client(app_and_handler: tuple[CommandApi, Handler]) -> AsyncIterator[httpx.AsyncClient]:
    app, _ = app_and_handler
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


def problem(response: httpx.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["status"] == response.status_code
    return document


class TestCarriedOut:
    async def test_receipt(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """A command is carried out once and answered with its receipt."""
        response = await client.post("/v1/case/close", json=CLOSE)

        assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
        assert Receipt.model_validate_json(response.content) == RECEIPT
        assert handler.asked == [(COMMANDS["case.close"].model_validate(CLOSE), None)]

    async def test_key(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """The Idempotency-Key goes with the command."""
        await client.post("/v1/case/close", json=CLOSE, headers={"idempotency-key": "a-1"})

        assert [key for _, key in handler.asked] == ["a-1"]

    @pytest.mark.parametrize("name", sorted(COMMANDS))
    async def test_every_command_has_its_path(self, client: httpx.AsyncClient, name: str) -> None:
        """Each command is at the path of its stream and name; an empty one is bad input and no 404."""
        response = await client.post(f"/v1/{name.replace('.', '/')}", json={})

        assert response.status_code == 422

    async def test_health(self, client: httpx.AsyncClient) -> None:
        """The process says that it is up."""
        assert (await client.get("/health")).json() == {"status": "up"}


class TestBadInput:
    async def test_every_field_and_rule_is_named(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """What is missing, misshapen or unknown is listed, each with a pointer and the rule's name."""
        body = {"site": "XM 01", "case": "case-1", "surname": "x"}
        response = await client.post("/v1/case/close", json=body)

        document = problem(response)
        assert (document["status"], document["type"]) == (422, "urn:answerable:problem:invalid")
        assert [(fault["pointer"], fault["rule"]) for fault in document["errors"]] == [
            ("/site", "string_pattern_mismatch"),
            ("/actor", "missing"),
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
        body = {"site": "xm01", "actor": "staff-first", **fields}
        response = await client.post(f"/v1/{name}", json=body)

        assert [fault["pointer"] for fault in problem(response)["errors"]] == [f"/{field}"]
        assert handler.asked == []


class TestRefusal:
    @pytest.mark.parametrize(
        ("error", "status", "kind"),
        [
            (NotFound("no case"), 404, "notfound"),
            (Refused("not now", rule="000-1.2"), 409, "refused"),
            (Conflict("too late"), 409, "conflict"),
            (Invalid("wrong", rule="unique"), 422, "invalid"),
            (Unavailable("unplugged"), 503, "unavailable"),
            (Corrupt("torn"), 500, "corrupt"),
        ],
    )
    async def test_is_told_as_it_is(
        self,
        client: httpx.AsyncClient,
        handler: Handler,
        error: AnswerableError,
        status: int,
        kind: str,
    ) -> None:
        """An error of the family keeps its status, its words and the rule behind it."""
        handler.error = error
        document = problem(await client.post("/v1/case/close", json=CLOSE))

        assert document == {
            "type": f"urn:answerable:problem:{kind}",
            "title": error.title,
            "status": status,
            "detail": error.message,
            "errors": [],
            "key": error.key,
            "values": {},
            **({"rule": error.rule} if error.rule else {}),
        }

    async def test_a_failure_inside_says_nothing_of_itself(
        self, client: httpx.AsyncClient, handler: Handler
    ) -> None:
        """Anything else is a problem too, and never a traceback."""
        handler.error = RuntimeError("the password is plum")
        response = await client.post("/v1/case/close", json=CLOSE)

        assert problem(response)["status"] == 500
        assert "plum" not in response.text

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("POST", "/v1/case/vanish", 404), ("GET", "/v1/case/close", 405), ("GET", "/", 404)],
    )
    async def test_no_such_path(self, client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
        """Other paths and methods are problems too."""
        assert problem(await client.request(method, path))["status"] == status


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


class TestDescription:
    async def test_has_every_command(self, client: httpx.AsyncClient) -> None:
        """OpenAPI describes each command's path, body and problems."""
        document = (await client.get("/openapi.json")).json()
        paths = document["paths"]

        assert set(paths) == {f"/v1/{name.replace('.', '/')}" for name in COMMANDS}
        for path in paths.values():
            operation = path["post"]
            assert operation["summary"]
            assert set(operation["responses"]) == {
                *("200", "400", "403", "404", "409", "413", "415", "422", "500", "503")
            }
            assert {
                status: set(response["content"]) for status, response in operation["responses"].items()
            } == {
                status: {"application/json" if status == "200" else "application/problem+json"}
                for status in operation["responses"]
            }
            assert [parameter["name"] for parameter in operation["parameters"]] == ["idempotency-key"]

    async def test_references_resolve(self, client: httpx.AsyncClient) -> None:
        """Every schema that the description refers to is in it."""
        document = (await client.get("/openapi.json")).json()
        schemas = document["components"]["schemas"]
        referred = {part.split('"')[0] for part in json.dumps(document).split('"#/components/schemas/')[1:]}

        assert referred <= set(schemas)
        assert not [name for name in schemas if "HTTPValidationError" in name]


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


class TestHead:
    async def test_every_path(self, app_and_handler: tuple[CommandApi, Handler]) -> None:
        """HEAD has the status and the headers of GET and no body, on described paths, commands and none."""
        app, handler = app_and_handler
        described = [route.path for route in describe().routes if isinstance(route, Route)]
        assert len(described) > len(COMMANDS)
        for path in [*described, "/nothing", "/health/", "/v1/case/%00", "/v1/case/close?site=xm01"]:
            got, head = await ask(app, "GET", path), await ask(app, "HEAD", path)
            assert head == got._replace(body=b""), path
            assert got.body, path
        assert (await ask(app, "POST", "/health")).header("allow") == "GET, HEAD"
        assert handler.asked == []


class TestNamedTwice:
    @pytest.mark.parametrize(
        "body",
        [
            b'{"site":"xm01","actor":"staff-first","case":"case-1","case":"case-2"}',
            b'{"site": "xm01", "actor": "staff-first", "case": "case-1", "case" : "case-1"}',
            b'{"site":"xm01","actor":"staff-first","case":"case-1","c\\u0061se":"case-2"}',
            b'{"site":"xm01","actor":"staff-first","case":"case-1"\n,"case"\n:"case-2"}',
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
