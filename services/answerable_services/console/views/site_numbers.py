"""The numbers that a rulebook leaves to a site, as the administration shows them: proposed, and set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.rulebook.held import installed
from answerable.streams.rulebook.commands import SetNumber, WithdrawNumber, binding_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from answerable.rulebook.numbers import Assumed
    from answerable_services.console.view import View
    from answerable_services.console.views.site_steps import Step, StepOf

_LIMIT = "limit-"


class SetTo(NamedTuple):
    """A number that the site set.

    Arguments:
        said: which, with its unit.
        since: the first day.
        by: who set it.
        why: the reason.
        is_in_force: whether it is the one that holds today.
        undo: takes it back, as long as it does not hold; None where whoever looks may not.
    """

    said: str
    since: date
    by: str
    why: str
    is_in_force: bool
    undo: Step | None


class SiteNumber(NamedTuple):
    """A number that the rulebook leaves to the site.

    Arguments:
        called: whose number it is, in words.
        article: where the rule comes from.
        proposed: that of the rulebook, with its unit.
        held: those that the site set, the newest first.
        step: sets another; None where whoever looks may not.
    """

    called: str
    article: str
    proposed: str
    held: tuple[SetTo, ...]
    step: Step | None

    @property
    def is_own(self) -> bool:
        """Whether a number of the site's own holds today."""
        return any(one.is_in_force for one in self.held)


def numbered(view: View, number: int, unit: str) -> str:
    """Write a number with its unit.

    Arguments:
        view: the page.
        number: how many.
        unit: of what.
    """
    return view.words(f"unit.{unit}", n=number)


def numbers_of(
    view: View, site: str, rulebooks: Iterable[str], entries: Iterable[Any], step_of: StepOf
) -> tuple[SiteNumber, ...]:
    """Give the numbers that rulebooks leave to a site, in their own order.

    Arguments:
        view: the page.
        site: which.
        rulebooks: those that hold today, by their ids.
        entries: what was recorded of the site's rulebooks, the newest first.
        step_of: gives a form, where whoever looks may give its command.
    """
    recorded, found = list(entries), []
    for book in filter(None, map(installed, rulebooks)):
        said = _said(book.rulebook, recorded)
        found += [_number(view, site, one, said.get(rule, {}), step_of) for rule, one in book.assumed.items()]
    return tuple(found)


def _said(rulebook: str, entries: Iterable[Any]) -> Mapping[str, Mapping[date, Any]]:
    """Give what stands of each rule, by the day from which it holds."""
    found: defaultdict[str, dict[date, Any]] = defaultdict(dict)
    for entry in reversed(list(entries)):
        kind = entry.type.split(".")[-2]
        if kind not in {"number_set", "number_withdrawn"} or entry.fields["rulebook"] != rulebook:
            continue
        since = date.fromisoformat(entry.fields["effective_from"])
        of_rule = found[entry.fields["rule"]]
        if kind == "number_set":
            of_rule[since] = entry
        else:
            of_rule.pop(since, None)
    return found


def _number(view: View, site: str, assumed: Assumed, said: Mapping[date, Any], step_of: StepOf) -> SiteNumber:
    today = view.now.astimezone(view.zone(site)).date()
    in_force = max((since for since in said if since <= today), default=None)
    target = binding_id(site)

    def set_to(since: date, entry: Any) -> SetTo:
        undo = None
        if since > today:
            back = {"rule": assumed.rule, "effective_from": since.isoformat()}
            undo = step_of(WithdrawNumber, site, target=target, **back)
        number = numbered(view, entry.fields["number"], assumed.unit.value)
        return SetTo(number, since, entry.actor, entry.fields["reason"], since == in_force, undo)

    return SiteNumber(
        _called(view, assumed),
        assumed.article,
        numbered(view, assumed.number, assumed.unit.value),
        tuple(set_to(since, said[since]) for since in sorted(said, reverse=True)),
        step_of(SetNumber, site, target=target, rule=assumed.rule),
    )


def _called(view: View, assumed: Assumed) -> str:
    if assumed.name is not None:
        return assumed.name.zh if view.language == "zh" else assumed.name.en
    priority = view.words(f"priority.{assumed.rule.removeprefix(_LIMIT)}")
    return view.words("site.limit_of_a_case", priority=priority)
