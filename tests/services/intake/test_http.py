"""Commands by HTTP: what is asked reaches the handler, and whatever is wrong is a problem that says so."""

from __future__ import annotations

import json

import httpx
import pytest
from starlette.routing import Route

from answerable.commands.base import Receipt
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Conflict, Corrupt, Invalid, NotFound, Refused, Unavailable
from answerable_services.intake.http import CommandApi, describe
from tests.asking import ask
from tests.services.intake.http_given import CLOSE, PROOF, RECEIPT, Handler, problem


class TestCarriedOut:
    async def test_receipt(self, client: httpx.AsyncClient, handler: Handler) -> None:
        """A command is carried out once and answered with its receipt."""
        response = await client.post("/v1/case/close", json=CLOSE)

        assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
        assert Receipt.model_validate_json(response.content) == RECEIPT
        asked = COMMANDS["case.close"].model_validate({**CLOSE, "actor": PROOF.principal.id})
        assert handler.asked == [(asked, None)]

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


class TestDescription:
    async def test_has_every_command(self, client: httpx.AsyncClient) -> None:
        """OpenAPI describes each command's path, body and problems."""
        document = (await client.get("/openapi.json")).json()
        paths = document["paths"]

        commands = {f"/v1/{name.replace('.', '/')}" for name in COMMANDS}
        assert set(paths) == commands | {"/v1/attachments", "/v1/attachments/{digest}"}
        for path in commands:
            operation = paths[path]["post"]
            assert operation["summary"]
            assert set(operation["responses"]) == {
                *("200", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503")
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


class TestHead:
    async def test_every_path(self, app_and_handler: tuple[CommandApi, Handler], handler: Handler) -> None:
        """HEAD has the status and the headers of GET and no body, on described paths, commands and none."""
        app, _ = app_and_handler
        described = [route.path for route in describe().routes if isinstance(route, Route)]
        assert len(described) > len(COMMANDS)
        for path in [*described, "/nothing", "/health/", "/v1/case/%00", "/v1/case/close?site=xm01"]:
            got, head = await ask(app, "GET", path), await ask(app, "HEAD", path)
            assert head == got._replace(body=b""), path
            assert got.body, path
        assert (await ask(app, "POST", "/health")).header("allow") == "GET, HEAD"
        assert handler.asked == []
