"""What a projection wants: told by the subject and by the type, before an event is read."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import MetaData

from answerable.errors import Corrupt, Invalid
from answerable.events.cloudevents import encode, type_in
from answerable.ledger.store.recorded import Recorded
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.streams.contact import events as contact
from answerable.streams.site import events as site
from tests.projection.examples import Topics, opened, received, unwanted

SUBJECT = "ledger.xm01.contact.contact-1"


def test_two_handlers_of_one_name_are_refused() -> None:
    """One would silently take the place of the other, and its events would be handed to the wrong one."""

    class Kept:
        @on(site.Opened)
        def noted(self, event: site.Opened, rows: Rows) -> None:
            raise NotImplementedError

    with pytest.raises(Invalid, match="two handlers called noted"):

        class Both(Kept, Projection):
            name, version, tables = "both", 1, MetaData()

            @on(contact.Received)
            def noted(self, event: contact.Received, rows: Rows) -> None:
                raise NotImplementedError


@pytest.mark.parametrize(
    ("subject", "is_wanted"),
    [
        (SUBJECT, True),
        ("ledger.zz9.contact.contact-2", True),
        ("ledger.xm01.case.case-1", False),
        ("ledger.xm01.contact", False),
        ("ledger.xm01.contact.a.b", False),
        ("other.xm01.contact.contact-1", False),
    ],
)
def test_by_the_subject(subject: str, is_wanted: bool) -> None:
    """A message of its streams is wanted, whatever the site; what is no event of the ledger is not."""
    assert Topics().wants(Recorded(1, subject, b"")) is is_wanted


def test_the_type_is_told_without_reading() -> None:
    """Of every document that we write, the type is known from its beginning."""
    events = [received(1, 'a "quoted" topic'), unwanted(2), opened()]

    assert [type_in(encode(event)) for event in events] == [event.event_type for event in events]


@pytest.mark.parametrize(
    "body",
    [
        b"torn",
        b'{"type":"answerable.contact.received.v1","specversion":"1.0"}',
        b'{"specversion":"1.0","id":"a\\"b","source":"/sites/x","type":"answerable.contact.received.v1"}',
        json.dumps(json.loads(encode(received(1, "a")))).encode(),
    ],
)
def test_another_beginning_is_read_to_know(body: bytes) -> None:
    """Where a document begins in another way, its type is not guessed."""
    assert type_in(body) is None


def test_another_writers_document_is_taken() -> None:
    """The order and spacing of a document's members change nothing."""
    event = received(1, "a")
    document = json.loads(encode(event))
    body = json.dumps(dict(reversed(document.items()))).encode()
    rows = Rows()
    seen: list[object] = []

    class Listening(Topics):
        def handle(self, event: object, rows: Rows) -> None:
            seen.append(event)

    Listening().apply(Recorded(1, SUBJECT, body), rows)

    assert seen == [event]


def test_an_unknown_type_is_not_passed_over() -> None:
    """A type that this version does not know may be one that it should want."""
    body = encode(received(1, "a")).replace(b"contact.received.v1", b"contact.received.v9")

    with pytest.raises(Corrupt, match="not known to this version"):
        Topics().apply(Recorded(1, SUBJECT, body), Rows())
