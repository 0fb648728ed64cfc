"""How a decision says no."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from answerable.commands.base import Command
from answerable.corrections import check_empties, nothing_to_correct, says_nothing_new
from answerable.deciding.stamp import Stamp
from answerable.deciding.world import World
from answerable.errors import BrokenRule, Invalid, Refused
from answerable.wording import Sentence

ORDER = "order-of-times"
"""The rule that nothing happened before what it rests on."""


def refuse(what: str | Sentence, *, rule: str | None = None) -> Refused:
    """Make the refusal of a command, naming the article behind it."""
    return Refused(what, rule=rule)


def wrong(field: str, what: str, *, rule: str) -> Invalid:
    """Make the refusal of a field that contradicts the others, or the state.

    Arguments:
        field: which.
        what: what is wrong, for a person.
        rule: the article behind it, or the broken rule's short name.
    """
    broken = BrokenRule(pointer=f"/{field}", rule=rule, message=what)
    return Invalid(f"{broken.pointer}: {what}", rule=rule, broken_rules=(broken,))


def must_follow(stamp: Stamp, at: datetime, what: str) -> None:
    """Refuse what would have happened before the very thing that it rests on, ends or takes back.

    Arguments:
        stamp: says when it happens.
        at: when that was.
        what: what that was, in words that go on a sentence: ``when it was reported``.

    Raises:
        Invalid: it would; the message tells both times.
    """
    if stamp.occurred_at < at:
        message = f"{stamp.occurred_at.isoformat()} lies before {at.isoformat()}, {what}"
        raise wrong("occurred_at", message, rule=ORDER)


def follows_a_refused(key: str) -> Refused:
    """Say that a command is not carried out because the one that it follows was not.

    Arguments:
        key: of that one, which stood before it in what was sent together.
    """
    message = f"it follows the command {key} of the same request, which was not carried out"
    return Refused(message, rule="follows-a-refused")


def says_what_holds(state: Any, command: Command, __: Stamp, ___: World) -> None:
    """Let no correction leave open what holds instead, or say what holds already: it is a guard.

    Raises:
        Invalid: every field that could say so was left out, or what is emptied is said as well.
        Refused: nothing that it says is new.
    """
    fields = type(command).model_fields.items()
    could = [name for name, field in fields if not field.is_required() and name not in Command.model_fields]
    if could and all(getattr(command, name) is None for name in could):
        message = f"a correction says what holds instead: at least one of {', '.join(could)}"
        raise wrong(could[0], message, rule="missing")
    check_empties(command)
    if says_nothing_new(state, command):
        raise nothing_to_correct(command.target)
