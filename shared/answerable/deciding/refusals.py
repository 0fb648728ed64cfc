"""How a decision says no."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from answerable.commands.base import Command
from answerable.corrections import check_empties, nothing_to_correct, says_nothing_new
from answerable.deciding.stamp import Stamp
from answerable.deciding.world import World
from answerable.errors import BrokenRule, Invalid, NotFound, Refused
from answerable.wording import Sentence, listed, say

ORDER = "order-of-times"
"""The rule that nothing happened before what it rests on."""

STATE = "allowed-by-the-state"
"""The rule that the matter's present state allows what is asked."""


def refuse(what: str | Sentence, *, rule: str | None = None, field: str | None = None) -> Refused:
    """Make the refusal of a command, naming the article behind it.

    Arguments:
        what: why, for a person.
        rule: the article behind it.
        field: the one that the state does not go with, where there is one.
    """
    if field is None:
        return Refused(what, rule=rule)
    broken = BrokenRule.of(f"/{field}", rule or STATE, what)
    return Refused(what, rule=rule, broken_rules=(broken,))


def no_such(field: str, what: Sentence) -> NotFound:
    """Make the refusal of a field that names what is not there.

    Arguments:
        field: which.
        what: what is not there, for a person.
    """
    return NotFound(what, broken_rules=(BrokenRule.of(f"/{field}", STATE, what),))


def wrong(field: str, what: str | Sentence, *, rule: str) -> Invalid:
    """Make the refusal of a field that contradicts the others, or the state.

    Arguments:
        field: which.
        what: what is wrong, for a person.
        rule: the article behind it, or the broken rule's short name.
    """
    broken = BrokenRule.of(f"/{field}", rule, what)
    if isinstance(what, str):
        return Invalid(f"{broken.pointer}: {what}", rule=rule, broken_rules=(broken,))
    told = say("error.broken_rule.at", pointer=broken.pointer, what=what)
    return Invalid(told, rule=rule, broken_rules=(broken,))


def must_follow(stamp: Stamp, at: datetime, what: str | Sentence) -> None:
    """Refuse what would have happened before the very thing that it rests on, ends or takes back.

    Arguments:
        stamp: says when it happens.
        at: when that was.
        what: what that was, in words that go on a sentence: ``when it was reported``.

    Raises:
        Invalid: it would; the message tells both times.
    """
    if stamp.occurred_at < at:
        then, there = stamp.occurred_at.isoformat(), at.isoformat()
        if isinstance(what, str):
            raise wrong("occurred_at", f"{then} lies before {there}, {what}", rule=ORDER)
        raise wrong("occurred_at", say("refusal.before", then=then, at=there, what=what), rule=ORDER)


def follows_a_refused(key: str) -> Refused:
    """Say that a command is not carried out because the one that it follows was not.

    Arguments:
        key: of that one, which stood before it in what was sent together.
    """
    return Refused(say("refusal.follows_a_refused", command=key), rule="follows-a-refused")


def says_what_holds(state: Any, command: Command, __: Stamp, ___: World) -> None:
    """Let no correction leave open what holds instead, or say what holds already: it is a guard.

    Raises:
        Invalid: every field that could say so was left out, or what is emptied is said as well.
        Refused: nothing that it says is new.
    """
    fields = type(command).model_fields.items()
    could = [name for name, field in fields if not field.is_required() and name not in Command.model_fields]
    if could and all(getattr(command, name) is None for name in could):
        raise wrong(could[0], say("refusal.nothing_said", fields=listed(could)), rule="missing")
    check_empties(command)
    if says_nothing_new(state, command):
        raise nothing_to_correct(command.target)
