"""What was said at a site, in order: commands that intake accepted, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

UTC_PLUS_8 = "Asia/Shanghai"


class Act(NamedTuple):
    """A command that was accepted.

    Arguments:
        name: its name, as ``case.open``.
        matter: the id that intake gave it: of which matter it is.
        body: what it said.
        recorded_at: when it came into the ledger.
        is_import: whether another system's records brought it: what begins there is owed there.
    """

    name: str
    matter: str
    body: Mapping[str, Any]
    recorded_at: datetime
    is_import: bool = False

    @property
    def at(self) -> datetime:
        """When it happened."""
        return datetime.fromisoformat(self.body["occurred_at"])


class Owed(NamedTuple):
    """Something that was owed, once.

    Arguments:
        rule: by which rule; `LIMIT` and `CALL` beside those of the rulebook.
        matter: of which matter; of none where the site owed it.
        due: until when, as `due_text` says it; of a callback its number.
        is_missed: whether it has to stand in the ledger as missed.
        minutes: by how many begun minutes it was late, where it was done and that is counted.
    """

    rule: str
    matter: str | None
    due: str
    is_missed: bool
    minutes: int | None = None


LIMIT, CALL = "a case's limit", "a callback"


def zone_in(acts: Sequence[Act]) -> ZoneInfo:
    """Give the zone that a site was opened in."""
    opened = next(act for act in acts if act.name == "site.open")
    return ZoneInfo(opened.body.get("timezone", UTC_PLUS_8))


def day_in(moment: datetime, zone: ZoneInfo) -> date:
    """Give the day that it is in a zone."""
    return moment.astimezone(zone).date()


def due_text(due_at: datetime, begun_at: datetime | None = None, part: str | None = None) -> str:
    """Tell until when something was owed, and apart from what else of its matter.

    Arguments:
        due_at: until when.
        begun_at: since when, where it began with something.
        part: for which of several.
    """
    said = [f"until {due_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"]
    said += [] if begun_at is None else [f"since {begun_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"]
    return ", ".join([*said, *([] if part is None else [f"for {part}"])])
