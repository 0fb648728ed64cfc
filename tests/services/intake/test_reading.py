"""Commands read from JSON: what stands in a request twice is refused where it stands."""

from __future__ import annotations

import pytest

from answerable.commands.base import Command
from answerable.errors import Invalid
from answerable_services.intake.reading import read_bulk
from tests.identity.proofs import PROVED

CLOSE = b'{"name":"case.close","key":"%s","body":{"site":"xm01","case":"case-1"%s}}'
TWICE = b',"case":"case-2"'


def request(*more: bytes) -> bytes:
    items = (CLOSE % (b"k%d" % number, fields) for number, fields in enumerate(more))
    return b'{"items":[' + b",".join(items) + b"]}"


@pytest.mark.parametrize("others", [b"", b',"surname":"x"'])
def test_a_field_twice_refuses_its_command_only(others: bytes) -> None:
    """Also where another command of the request is wrong in another way."""
    first, second, third = read_bulk(request(b"", TWICE, others), PROVED)

    assert isinstance(first.command, Command)
    assert isinstance(second.command, Invalid)
    assert [(fault.pointer, fault.rule) for fault in second.command.broken_rules] == [
        ("/case", "named_twice")
    ]
    assert isinstance(third.command, Invalid if others else Command)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (request(b"")[:-1] + b"," + request(b"")[1:], "/items"),
        (request(b"").replace(b'"key"', b'"key":"other","key"'), "/items/0/key"),
        (request(b"").replace(b'"name"', b'"body":{},"name"'), "/items/0/body"),
    ],
)
def test_what_is_no_commands_own_refuses_the_request(body: bytes, pointer: str) -> None:
    """It would not be known which command was meant, or under which key."""
    with pytest.raises(Invalid) as refused:
        read_bulk(body, PROVED)

    assert [(fault.pointer, fault.rule) for fault in refused.value.broken_rules] == [(pointer, "named_twice")]
