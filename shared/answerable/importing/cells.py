"""Cells: a row while it is read, and what is said of a cell that cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from answerable.importing.part import Datum


class Unreadable(Exception):
    """A cell cannot be read as the mapping says; used inside this package only.

    Arguments:
        rule: the broken rule's short name.
        reason: what is wrong, for a person.
        columns: where.
    """

    def __init__(self, rule: str, reason: str, columns: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason
        self.columns = columns


class Row:
    """A row while it is read: its cells, and the values found so far.

    Arguments:
        cells: the row's cells by heading.
        nulls: what stands for nothing.
        zone: the zone of times where a value names none.
        site: the site that ids are told apart by; None where they are one for all sites.
    """

    def __init__(
        self, cells: Mapping[str, str], nulls: frozenset[str], zone: ZoneInfo, site: str | None = None
    ) -> None:
        self.cells = cells
        self.nulls = nulls
        self.zone = zone
        self.site = site
        self.values: dict[str, Datum | None] = {}


def zone_named(name: str) -> ZoneInfo:
    """Give the zone of an IANA name.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"{name!r} is no time zone"
        raise ValueError(message) from error
