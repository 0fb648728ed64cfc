"""The sites as the administration shows them: what was recorded of each, and what can be done with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.calendar.countries import country_of
from answerable.commands.registry import COMMANDS
from answerable.deciding import Binding, Regulations
from answerable.errors import NotFound
from answerable.queries.desk import SiteName, SiteNames, StoryOf, newest_of
from answerable.streams.rulebook.commands import Bind, Unbind, binding_id
from answerable.streams.site.commands import AnnounceClosing, Open, Rename, SetHours, WithdrawClosing, site_id
from answerable_services.console.doing.offers import is_for
from answerable_services.console.forms import address_of, form_of, title_of
from answerable_services.console.views.regulations import bindings_in
from answerable_services.console.views.site_numbers import SiteNumber, numbers_of
from answerable_services.console.views.site_steps import Step, StepOf

if TYPE_CHECKING:
    from answerable.commands.base import Command
    from answerable.queries.matters import Story
    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View


class Bound(NamedTuple):
    """A rulebook that applies at a site from a day on.

    Arguments:
        name: the rulebook's, with its edition.
        purposes: what it is bound for, in words.
        since: the first day.
        until: the first day on which it applies no more; None where none is set.
        by: who bound it.
        at: when that was recorded.
        is_in_force: whether it is the one that applies today.
        undo: takes it back; None where whoever looks may not.
    """

    name: str
    purposes: tuple[str, ...]
    since: date
    until: date | None
    by: str
    at: datetime
    is_in_force: bool
    undo: Step | None


class Worked(NamedTuple):
    """The hours in which a site works from a day on.

    Arguments:
        since: the first day.
        lines: the hours of its week, in words.
        by: who said so.
        at: when that was recorded.
        is_in_force: whether they are those of today.
    """

    since: date
    lines: tuple[str, ...]
    by: str
    at: datetime
    is_in_force: bool


class Closed(NamedTuple):
    """Days on which a site is closed.

    Arguments:
        first: the first day.
        last: the last day.
        why: the reason.
        undo: takes it back; None where whoever looks may not.
    """

    first: date
    last: date
    why: str
    undo: Step | None


class Place(NamedTuple):
    """A site.

    Arguments:
        site: its names and zone.
        country: whose days off it has.
        opened_at: since when it is there; None where its story does not tell.
        bindings: its rulebooks, the newest first.
        numbers: those that the rulebook of today leaves to it.
        hours: when it works, the newest first.
        closings: the days on which it is closed, the newest first.
        unknown: what could not be asked.
        steps: what whoever looks may do with it.
    """

    site: SiteName
    country: str
    opened_at: datetime | None
    bindings: tuple[Bound, ...]
    numbers: tuple[SiteNumber, ...]
    hours: tuple[Worked, ...]
    closings: tuple[Closed, ...]
    unknown: Reply[Any] | None
    steps: tuple[Step, ...]


def _step(view: View, model: type[Command], site: str | None, **said: str) -> Iterable[Step]:
    """Give a form, where whoever looks may give its command."""
    form = form_of(COMMANDS[model.command_name])
    if is_for(view, form.command, site):
        at = {} if site is None else {"site": site}
        yield Step(address_of(form, **at, **said), title_of(form, view.words))


def _maybe(view: View) -> StepOf:
    return lambda model, site, **said: next(iter(_step(view, model, site, **said)), None)


def opening(view: View) -> Step | None:
    """Give the form that opens a site; None where whoever looks may open none."""
    return next(iter(_step(view, Open, None)), None)


async def places_of(view: View, sites: SiteNames) -> tuple[Place, ...]:
    """Give the sites with what was recorded of them.

    Arguments:
        view: the page.
        sites: those that whoever looks sees.
    """
    return tuple(await asyncio.gather(*(_place(view, site) for site in sites.sites)))


async def _place(view: View, site: SiteName) -> Place:
    opened, said, bound = await asyncio.gather(
        view.ask(StoryOf(matter=site_id(site.site), limit=1)),
        view.ask(newest_of(site_id(site.site))),
        view.ask(newest_of(binding_id(site.site))),
    )
    entry = None if opened.answer is None else next(iter(opened.answer.entries), None)
    code = None if entry is None else entry.fields.get("country")
    failed = [one for one in (opened, said, bound) if one.error is not None and not _is_none(one)]
    at = site.site
    bindings = () if bound.answer is None else _bindings(view, at, bound.answer)
    books = tuple(dict.fromkeys(one.name.partition("@")[0] for one in bindings if one.is_in_force))
    entries = () if bound.answer is None else bound.answer.entries
    return Place(
        site,
        country_of(code, site.timezone),
        None if entry is None else entry.occurred_at,
        bindings,
        numbers_of(view, at, books, entries, _maybe(view)),
        () if said.answer is None else _hours(view, at, said.answer),
        () if said.answer is None else _closings(view, at, said.answer),
        next(iter(failed), None),
        (
            *_step(view, Bind, at),
            *_step(view, Rename, at, target=site_id(at)),
            *_step(view, SetHours, at, target=site_id(at)),
            *_step(view, AnnounceClosing, at, target=site_id(at)),
        ),
    )


def _is_none(asked: Reply[Any]) -> bool:
    return isinstance(asked.error, NotFound)


def _bindings(view: View, site: str, story: Story) -> tuple[Bound, ...]:
    """Give the bindings that were not taken back, the latest first, with what each is in force for today."""
    standing = bindings_in(story.entries)
    held, today = Regulations(tuple(standing)), view.now.astimezone(view.zone(site)).date()

    def bound(one: Binding, entry: Any) -> Bound:
        of = {"rulebook": one.rulebook, "effective_from": one.effective_from.isoformat()}
        return Bound(
            f"{one.rulebook}@{entry.fields['edition']}",
            tuple(view.words(f"purposes.{purpose}") for purpose in one.purposes),
            one.effective_from,
            one.until,
            entry.actor,
            entry.recorded_at,
            any(held.binding_on(today, purpose) == one for purpose in one.purposes),
            next(iter(_step(view, Unbind, site, target=binding_id(site), **of)), None),
        )

    ordered = sorted(
        standing.items(), key=lambda pair: (pair[0].effective_from, pair[0].rulebook), reverse=True
    )
    return tuple(bound(one, entry) for one, entry in ordered)


def _in_force(view: View, site: str, standing: Iterable[str]) -> str | None:
    """Give the day since which something holds today; of days as they are recorded."""
    today = view.now.astimezone(view.zone(site)).date().isoformat()
    return max((since for since in standing if since <= today), default=None)


def _kind(entry: Any) -> str:
    return str(entry.type.split(".")[-2])


def _hours(view: View, site: str, story: Story) -> tuple[Worked, ...]:
    """Give when it works; of two that hold from the same day the later one counts."""
    standing = {
        entry.fields["since"]: entry for entry in reversed(story.entries) if _kind(entry) == "hours_set"
    }
    in_force = _in_force(view, site, standing)
    return tuple(
        Worked(
            date.fromisoformat(since), _lines(view, entry), entry.actor, entry.recorded_at, since == in_force
        )
        for since, entry in sorted(standing.items(), reverse=True)
    )


def _lines(view: View, entry: Any) -> tuple[str, ...]:
    t = view.words
    lines = [
        t(
            "site.hours_on" if one["from_day"] == one["to_day"] else "site.hours_of",
            first=t(f"from_day.{one['from_day']}"),
            last=t(f"to_day.{one['to_day']}"),
            starts=one["starts"],
            ends=one["ends"],
        )
        for one in entry.fields["hours"]
    ]
    return (*lines, t("site.works_on_holidays")) if entry.fields.get("is_open_on_holidays") else tuple(lines)


def _closings(view: View, site: str, story: Story) -> tuple[Closed, ...]:
    """Give the closings that were not taken back."""
    standing: dict[str, Any] = {}
    for entry in reversed(story.entries):
        if (kind := _kind(entry)) == "closing_announced":
            standing[entry.fields["first"]] = entry
        elif kind == "closing_withdrawn":
            standing.pop(entry.fields["first"], None)
    return tuple(
        Closed(
            date.fromisoformat(first),
            date.fromisoformat(entry.fields["last"]),
            entry.fields["reason"],
            next(iter(_step(view, WithdrawClosing, site, target=site_id(site), first=first)), None),
        )
        for first, entry in sorted(standing.items(), reverse=True)
    )
