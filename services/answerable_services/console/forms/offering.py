"""What a page offers to do: the commands that intake says are possible now, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.commands.registry import COMMANDS
from answerable.queries.intake import Possibilities, PossibleCommand
from answerable.wording import Language
from answerable_services.console.forms.form import Form, form_of
from answerable_services.console.forms.wording import title_of
from answerable_services.console.language import Words


@dataclass(frozen=True, slots=True)
class Action:
    """A command that a page offers.

    Arguments:
        form: what it asks.
        title: the command as a verb phrase, for the button.
        is_possible: whether it can be given, as far as that is known before anything is typed.
        why: why not, for the button that is switched off; empty where it can.
        rule: the article or rule behind that, where there is one.
    """

    form: Form
    title: str
    is_possible: bool
    why: str = ""
    rule: str | None = None


def actions_of(possibilities: Possibilities, words: Words) -> tuple[Action, ...]:
    """Give what a page offers to do, what can be done first.

    What would begin a matter that is there already is left out, and so is what this console does not know: a
    newer intake may have more commands.

    Arguments:
        possibilities: what intake says.
        words: the language.
    """
    known = [one for one in possibilities.commands if one.command in COMMANDS]
    offered = [_action(one, possibilities.stage, words) for one in known if one.is_possible or not one.begins]
    return tuple(sorted(offered, key=lambda action: not action.is_possible))


def _action(one: PossibleCommand, stage: str | None, words: Words) -> Action:
    form = form_of(COMMANDS[one.command])
    return Action(form, title_of(form, words), one.is_possible, _why(one, stage, words), one.rule)


def _why(one: PossibleCommand, stage: str | None, words: Words) -> str:
    """Say why a command cannot be given; where its flow stands against it, with the stages' own words."""
    if one.is_possible or one.why is None:
        return ""
    if stage is not None and one.stages and stage not in one.stages:
        between = words("form.or")
        stages = between.join(words.get(f"state.{each}", each) for each in one.stages)
        return words("form.not_now", stage=words.get(f"state.{stage}", stage), stages=stages)
    return one.why.zh if words.language is Language.ZH else one.why.en
