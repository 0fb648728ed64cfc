"""What can be done now stands on buttons, and on those that are switched off stands why."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.registry import COMMANDS
from answerable.queries.intake import Possibilities, PossibleCommand
from answerable.wording import Sentence
from answerable_services.console.environment import environment
from answerable_services.console.forms import actions_of, form_of
from answerable_services.console.language import Language, words_of
from tests.services.console.forms.filled import Page
from tests.typography import blemishes


def possibilities(*commands: PossibleCommand, stage: str | None = "closed") -> Possibilities:
    return Possibilities(site="xm01", target="case-1", version=3, stage=stage, commands=commands)


def command(name: str, *, is_possible: bool, **more: Any) -> PossibleCommand:
    return PossibleCommand(
        command=name, is_permitted=True, is_possible=is_possible, is_decided=True, **{"begins": False, **more}
    )


WHY = Sentence(key="k", zh="不行", en="no")


def test_what_is_possible_comes_first() -> None:
    """In the stream's own order otherwise, each as a verb phrase."""
    told = possibilities(
        command("case.close", is_possible=False, why=WHY),
        command("case.reopen", is_possible=True),
    )

    assert [(one.title, one.is_possible, one.why) for one in actions_of(told, words_of(Language.EN))] == [
        ("Reopen the case", True, ""),
        ("Close the case", False, "no"),
    ]


def test_what_ended_may_be_begun_again() -> None:
    """A matter that may be tried again is offered its beginning in those stages alone."""
    start = command("handover.start", is_possible=True, begins=True, stages=("refused", "annulled"))

    offered = {
        stage: len(actions_of(possibilities(start, stage=stage), words_of(Language.EN)))
        for stage in ("signed_in", "refused", None)
    }

    assert offered == {"signed_in": 0, "refused": 1, None: 1}


@pytest.mark.parametrize("language", Language)
def test_a_step_and_what_it_records_have_one_name(language: Language) -> None:
    """What binds a rulebook, or opens a site, is told in the story by the words of its button."""
    words = words_of(language)
    pairs = {"rulebook.bind": "rulebook.bound", "site.open": "site.opened"}
    said = [(words(f"command.{one}"), words(f"event.{event}")) for one, event in pairs.items()]

    assert language is Language.EN or all(one == event for one, event in said)


@pytest.mark.parametrize(
    ("language", "why"),
    [
        (Language.EN, "It is closed; this step needs it to be in work or paused."),
        (Language.ZH, "目前是“已关闭”，须在“处理中”或“挂起”时才能这样做。"),
    ],
)
def test_stages_are_told_in_the_readers_words(language: Language, why: str) -> None:
    """As the chips of the lists name them."""
    why = why.replace("in work", "open")
    told = possibilities(command("case.transfer", is_possible=False, why=WHY, stages=("open", "paused")))

    assert [one.why for one in actions_of(told, words_of(language))] == [why]
    assert list(blemishes(why)) == []


def test_another_reason_is_intakes_own() -> None:
    """The flow would allow it, and somebody else has to do it."""
    told = possibilities(
        command("case.transfer", is_possible=False, why=WHY, stages=("closed",), rule="000-1")
    )

    assert [(one.why, one.rule) for one in actions_of(told, words_of(Language.ZH))] == [("不行", "000-1")]


def test_what_is_begun_is_not_begun_again() -> None:
    """Nobody is offered to open the case that they look at; nor what only a newer intake knows."""
    told = possibilities(
        command("case.open", is_possible=False, begins=True, why=WHY),
        command("case.teleport", is_possible=True),
    )

    assert actions_of(told, words_of(Language.EN)) == ()


@pytest.mark.parametrize("language", Language)
def test_buttons(language: Language) -> None:
    """What can be done leads to its form; what cannot is a button with the reason tied to it."""
    words = words_of(language)
    told = possibilities(
        command("case.reopen", is_possible=True),
        command("case.close", is_possible=False, why=WHY),
        command("case.pause", is_possible=False, why=WHY),
    )
    module: Any = environment(language).get_template("forms.html").module
    page = Page.of(str(module.actions(words, actions_of(told, words))))

    assert [one["href"] for one in page.all("a")] == ["/do/case/reopen?site=xm01&target=case-1"]
    assert [(one["type"], one["aria-disabled"]) for one in page.all("button")] == [("button", "true")] * 2
    reasons = {one["id"]: one.text for one in page.all("span")}
    assert [reasons[one["aria-describedby"]] for one in page.all("button")] == [WHY.in_(language)] * 2


def test_a_step_stands_where_its_stream_has_it() -> None:
    """A complaint is investigated before it is judged, whatever their names are."""
    names = ("complaint.dismiss", "complaint.approve_plan", "complaint.investigate", "complaint.uphold")
    told = possibilities(*(command(name, is_possible=True) for name in names))

    assert [one.form.command for one in actions_of(told, words_of(Language.EN))] == [
        "complaint.investigate",
        "complaint.uphold",
        "complaint.dismiss",
        "complaint.approve_plan",
    ]


def test_what_undoes_is_told_apart() -> None:
    """What puts right and what takes back; not what goes on, nor what calls a delivery's callbacks off."""
    undoing = {form.command for model in COMMANDS.values() if (form := form_of(model)).undoes}

    assert {"case.correct_limit", "complaint.withdraw_step", "assessment.revoke", "handover.annul"} <= undoing
    assert undoing.isdisjoint({"case.transfer", "callback.miss", "delivery.cancel", "case.reopen"})
    assert all(name in undoing for name in COMMANDS if "withdraw" in name or "correct" in name)
