"""CloudEvents 1.0 in NATS structured mode: the envelope is the message's whole body.

Headers of our own would halve what the client can write and read, so everything is in the
JSON body. Its members are written in one fixed order.

Source: CloudEvents 1.0.2, JSON Event Format 1.0.2, NATS Protocol Binding 1.0.2, and the
extension for distributed tracing.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, NamedTuple

from pydantic_core import from_json

from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.events.registry import REGISTRY, Registry

CONTENT_TYPE = "application/cloudevents+json"


class Envelope(NamedTuple):
    """An event as it stands in the ledger, before its data are checked.

    Arguments:
        id: unique within its source.
        source: the site, as ``/sites/<site>``.
        type: the wire type.
        subject: the aggregate.
        data: the model's fields, as JSON values.
        traceparent: where in a trace it was recorded (W3C Trace Context), if it was followed.
    """

    id: str
    source: str
    type: str
    subject: str
    data: dict[str, Any]
    traceparent: str | None = None


def encode(event: Event, traceparent: str | None = None) -> bytes:
    """Write an event as a CloudEvents JSON document.

    Arguments:
        event: what happened.
        traceparent: where in a trace it is recorded; nothing is said of it where None.
    """
    # What `model_dump_json` gives, without making a text of it in between.
    data = event.__pydantic_serializer__.to_json(event, exclude_none=True)
    trace = "" if traceparent is None else f',"traceparent":"{traceparent}"'
    envelope = (
        f'{{"specversion":"1.0","id":"{event.event_id}","source":"/sites/{event.site}"'
        f',"type":"{event.event_type}","time":"{event.occurred_at.isoformat()}"'
        f',"subject":"{event.originator_id}","datacontenttype":"application/json"{trace},"data":'
    )
    return b"%b%b}" % (envelope.encode(), data)


# As `encode` begins every document: behind this prefix, nothing but the type can be meant.
_BEGINNING = re.compile(rb'\{"specversion":"1\.0","id":"[^"\\]*","source":"[^"\\]*","type":"([^"\\]*)"')


def type_in(body: bytes) -> str | None:
    """Tell the wire type of a document that `encode` wrote, without reading the rest of it.

    Arguments:
        body: the document's bytes.

    Returns:
        The type; None where the document begins in another way, and has to be read to know.
    """
    beginning = _BEGINNING.match(body)
    return None if beginning is None else beginning[1].decode(errors="replace")


_BEFORE_DATA = re.compile(
    rb'\{"specversion":"1\.0","id":"([^"\\]*)","source":"[^"\\]*","type":"([^"\\]*)","time":"[^"\\]*"'
    rb',"subject":"[^"\\]*","datacontenttype":"application/json"(?:,"traceparent":"[^"\\]*")?,"data":'
)


class Cut(NamedTuple):
    """A document cut into what names the event, and its data, which are not read yet.

    Arguments:
        id: unique within its source.
        type: the wire type.
        data: the model's fields, as JSON.
    """

    id: str
    type: str
    data: bytes


def cut(body: bytes) -> Cut | None:
    """Cut a document that `encode` wrote; None where it is written in another way, and has to be opened.

    Arguments:
        body: the document's bytes.
    """
    found = _BEFORE_DATA.match(body)
    if found is None or body[-1:] != b"}":
        return None
    return Cut(found[1].decode(errors="replace"), found[2].decode(errors="replace"), body[found.end() : -1])


# The fields before it hold neither quotes nor backslashes, and in later ones a quote is written with one.
_RECORDED_AT = re.compile(rb'"recorded_at":"([^"\\]*)"')


def recorded_at_in(body: bytes) -> datetime | None:
    """Tell when an event was recorded, without reading the rest of its document.

    Arguments:
        body: the document's bytes.

    Returns:
        The moment; None where the document does not say one that can be read.
    """
    found = _RECORDED_AT.search(body)
    try:
        moment = None if found is None else datetime.fromisoformat(found[1].decode())
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo is not None else None


def open_envelope(body: bytes | str) -> Envelope:
    """Read the envelope of a CloudEvents JSON document, leaving its data as they are.

    Raises:
        Corrupt: it is not a CloudEvents document of ours.
    """
    try:
        document = from_json(body)
        envelope = Envelope(
            document["id"],
            document["source"],
            document["type"],
            document["subject"],
            document["data"],
            document.get("traceparent"),
        )
        version = document["specversion"]
    except (ValueError, KeyError, TypeError) as error:
        message = f"not a CloudEvents document: {error}"
        raise Corrupt(message) from error
    if version != "1.0":
        message = f"CloudEvents version {version!r} is not known; 1.0 is"
        raise Corrupt(message)
    return envelope


def decode(body: bytes | str, registry: Registry = REGISTRY) -> Event:
    """Read the event in a CloudEvents JSON document.

    Arguments:
        body: the document's bytes.
        registry: the models to read it with.

    Raises:
        Corrupt: it is no such document, its type is unknown, or its data do not fit the type or
            contradict the envelope.
    """
    envelope = open_envelope(body)
    event = registry.build(envelope.type, envelope.data)
    if event.event_id != envelope.id or f"/sites/{event.site}" != envelope.source:
        message = (
            f"envelope {envelope.id} of {envelope.source} holds data of {event.event_id}, site {event.site}"
        )
        raise Corrupt(message)
    return event
