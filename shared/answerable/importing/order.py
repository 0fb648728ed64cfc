"""Order: a matter's rows have to come as they happened, the oldest first."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from answerable.errors import Invalid
from answerable.importing.cells import Unreadable
from answerable.importing.interpreter import moment_in
from answerable.importing.mapping import Mapping
from answerable.importing.reader import Reader
from answerable.importing.readings import Readings

_ROWS = 5_000
"""Rows that are looked at: an export is sorted one way or the other from its beginning."""


def check_order(path: Path, mapping: Mapping, site: str) -> None:
    """Refuse a file whose rows come newest first: its last row would be taken for a matter's first.

    Single rows that lie before their matter's first are another thing: intake refuses them one by one.

    Arguments:
        path: the file.
        mapping: what its rows mean.
        site: the site that it is for.

    Raises:
        Invalid: of the steps from a row to the next of its matter, more go back in time than forward.
    """
    if not mapping.group:
        return
    readings = Readings(mapping, site, mapping.common.occurred_at.names())
    forward = back = 0
    before: dict[tuple[str, ...], datetime] = {}
    with Reader(path, mapping) as reader:
        for row in islice(reader, _ROWS):
            if row.fault is not None:
                continue
            try:
                at = moment_in(mapping, readings, row.cells)
            except Unreadable:
                continue
            if at is None:
                continue
            group = tuple(row.cells[column] for column in mapping.group)
            last = before.get(group, at)
            forward += at > last
            back += at < last
            before[group] = at
    if back > forward:
        message = (
            f"{path.name} seems to have the newest rows first: of {back + forward:,} steps from a row to the "
            f"next of its matter, {back:,} go back in time; sort the file with the oldest rows first, "
            "and import that"
        )
        raise Invalid(message)
