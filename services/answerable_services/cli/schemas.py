"""The documents that ``answerable schema export`` writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from faststream import FastStream
from faststream.nats import NatsBroker
from faststream.specification import AsyncAPI
from pydantic_core import from_json, to_json

from answerable.errors import Unavailable
from answerable.events.registry import REGISTRY
from answerable.messaging.answering import answer_query
from answerable.queries.registry import QUERIES
from answerable_services.intake.http import describe
from answerable_services.intake.nats import describe_commands

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOT_SERVED = "this description is not served"


async def _answer(_: Any) -> Any:
    raise Unavailable(_NOT_SERVED)


def documents() -> dict[str, Any]:
    """Give every document by its file's name."""
    found: dict[str, Any] = {}
    for model in REGISTRY:
        schema = model.model_json_schema(mode="serialization")
        name = model.event_type.removeprefix("answerable.")
        found[f"events/{name}.schema.json"] = {
            "$schema": _DIALECT,
            "$id": f"urn:answerable:event:{name}",
            **schema,
        }
    found["commands.openapi.json"] = describe().openapi()
    found["messaging.asyncapi.json"] = _asyncapi()
    return found


def _asyncapi() -> Any:
    broker = NatsBroker("nats://127.0.0.1:4222", logger=None)
    describe_commands(broker)
    for query in QUERIES.values():
        answer_query(broker, query, _answer)
    specification = AsyncAPI(
        broker, title="Answerable", version="1", description="Commands and queries by NATS."
    )
    FastStream(broker, specification=specification)
    return _sorted(from_json(specification.to_specification().to_json()))


def _sorted(value: Any) -> Any:
    """Put keys in order: the generator gathers schemas in sets, so each run has an order of its own."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def write(found: dict[str, Any], directory: Path) -> list[str]:
    """Write documents, and give their names.

    Arguments:
        found: the documents by name.
        directory: where to.
    """
    for name, document in found.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_json(document, indent=2) + b"\n")
    return sorted(found)
