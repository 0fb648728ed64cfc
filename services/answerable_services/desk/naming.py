"""Which of the matters that an answer names were taken back since: whoever reads their names has to know.

What names a matter keeps naming it, whatever became of that. One look by ids at what the registers keep tells
which of them count for nothing any more, however many an answer names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, literal, select, union_all

from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.register import Register
from answerable_services.desk import tables as t

_ID = re.compile(r"([a-z]+)-[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

WITHDRAWN = "withdrawn"
"""What the stage is called of what was taken back, where a stream has no stages."""


def _texts_in(value: Any) -> Iterator[str]:
    """Give every text in an answer's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts_in(inner)


def _can_be_taken_back(register: Register) -> bool:
    return bool(register.void or register.void_mark)


def named_in(value: Any) -> dict[str, set[str]]:
    """Give the ids in an answer's values of matters that can be taken back, by stream.

    Arguments:
        value: rows, facts or fields of events, as JSON has them.
    """
    found: dict[str, set[str]] = {}
    for text in _texts_in(value):
        known = _ID.fullmatch(text)
        if known is None or (register := t.REGISTERS.get(known[1])) is None:
            continue
        if _can_be_taken_back(register):
            found.setdefault(known[1], set()).add(text)
    return found


def taken_back(connection: Connection, named: Mapping[str, set[str]], sight: Sight) -> dict[str, str]:
    """Tell which matters count for nothing any more, each with the stage that it is in.

    Arguments:
        connection: reads the view.
        named: the matters, by stream.
        sight: what the asker may see; nothing is told of matters of other sites.
    """
    sites = None if sight.is_everywhere else sight.reach
    asked = []
    for stream, ids in sorted(named.items()):
        register, columns = t.REGISTERS[stream], t.MATTERS[stream].c
        if register.void:
            of_stream = select(columns[stream], columns.state).where(
                columns.state.in_([stage.value for stage in register.void])
            )
        else:
            of_stream = select(columns[stream], literal(WITHDRAWN)).where(
                columns[register.void_mark].is_(True)
            )
        asked.append(of_stream.where(columns[stream].in_(sorted(ids)), of_sites(columns.site, sites)))
    if not asked:
        return {}
    return {row[0]: row[1] for row in connection.execute(union_all(*asked))}
