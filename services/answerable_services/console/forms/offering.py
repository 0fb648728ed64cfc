"""What a page offers to do: the commands that intake says are possible now, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from answerable.commands.registry import COMMANDS
from answerable.queries.intake import Possibilities, PossibleCommand
from answerable_services.console.forms.form import Form, form_of
from answerable_services.console.forms.wording import title_of
from answerable_services.console.language import Words
from answerable_services.console.views.telling import told

_ORDER = {name: place for place, name in enumerate(COMMANDS)}
"""The commands as their streams have them: in the order in which a matter is gone through."""


@dataclass(frozen=True, slots=True)
class Action:
    """A command that a page offers.

    Arguments:
        form: what it asks.
        title: the command as a verb phrase, for the button.
        is_possible: whether it can be given, as far as that is known before anything is typed.
        why: why not, for the button that is switched off; empty where it can.
        rule: the article or rule behind that, where there is one.
        href: the address of its form.
    """

    form: Form
    title: str
    is_possible: bool
    why: str = ""
    rule: str | None = None
    href: str = ""


def address_of(form: Form, **said: str) -> str:
    """Give the address of a command's form.

    Arguments:
        form: the command's.
        said: what the form begins with: ``site``, ``target``, ``about`` and the like.
    """
    stream, _, name = form.command.partition(".")
    return f"/do/{stream}/{name}?{urlencode(said)}" if said else f"/do/{stream}/{name}"


def actions_of(possibilities: Possibilities, words: Words) -> tuple[Action, ...]:
    """Give what a page offers to do, what can be done first, and else as the stream has it.

    What would begin a matter that is there already is left out, and so is what this console does not know: a
    newer intake may have more commands. What somebody may not do, whatever happens, is not offered to them.

    Arguments:
        possibilities: what intake says.
        words: the language.
    """
    known = [one for one in possibilities.commands if one.command in COMMANDS and one.is_permitted]
    offered = [
        _action(one, possibilities, words)
        for one in known
        if not one.begins or (one.is_possible and not _is_begun(one, possibilities.stage))
    ]
    return tuple(sorted(offered, key=lambda one: (not one.is_possible, _ORDER[one.form.command])))


def _is_begun(one: PossibleCommand, stage: str | None) -> bool:
    """Tell whether a matter stands where its flow does not let it begin again, whatever is typed yet."""
    return stage is not None and bool(one.stages) and stage not in one.stages


def _action(one: PossibleCommand, told: Possibilities, words: Words) -> Action:
    form = form_of(COMMANDS[one.command])
    target = {} if told.target is None else {"target": told.target}
    href = address_of(form, site=told.site, **target)
    return Action(form, title_of(form, words), one.is_possible, _why(one, told.stage, words), one.rule, href)


def _why(one: PossibleCommand, stage: str | None, words: Words) -> str:
    """Say why a command cannot be given; where its flow stands against it, with the stages' own words."""
    if one.is_possible or one.why is None:
        return ""
    if stage is not None and one.stages and stage not in one.stages:
        between = words("form.or")
        stages = between.join(words.get(f"state.{each}", each) for each in one.stages)
        return words("form.not_now", stage=words.get(f"state.{stage}", stage), stages=stages)
    return told(one.why, words)
