"""Sentences that code makes: key and values for programs, words in both languages for people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

import answerable
import answerable_services
from answerable.queries.audit import FindingKind
from answerable.rulebook.statement import LineState
from answerable.wording import Language, Sentence, again, catalogue, event_named, listed, say, verbatim
from answerable.wording.catalogue import Entry, Phrase
from answerable.wording.filling import fill

ROOTS = [Path(next(iter(package.__path__))) for package in (answerable, answerable_services)]


def places(phrase: Phrase) -> list[set[str | None]]:
    return [
        {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        for text in phrase.forms.values()
    ]


def differing(catalogue: Mapping[str, Entry]) -> list[str]:
    return [
        key
        for key, entry in catalogue.items()
        if any(found != places(entry[Language.ZH])[0] for said in entry.values() for found in places(said))
    ]


def test_a_sentence_says_the_same_in_both_languages() -> None:
    """Exact numbers are written as people write them."""
    said = say("statement.points_fixed", given=Decimal("-5.0"), fixed=Decimal(-2))
    assert (said.zh, said.en) == (
        "记录中写了 −5 分，而本条固定为 −2 分；按条款计 −2 分。",
        "The entry names −5 points; the article fixes −2, and −2 is counted.",
    )


def test_a_sentence_travels_with_its_key_and_values() -> None:
    """A program reads key and values, nested ones too; what comes back is what was sent."""
    said = say("statement.counted", points="+5", why=say("statement.because", clauses=verbatim("x")))
    assert said.values == {
        "points": "+5",
        "why": {
            "key": "statement.because",
            "values": {"clauses": {"key": "list.verbatim", "values": {"text": "x"}}},
        },
    }
    assert Sentence.model_validate_json(said.model_dump_json()) == said


def test_a_list_is_put_in_a_row_as_each_language_does() -> None:
    """Chinese has its own comma for it."""
    row = listed([say("statement.field.minutes"), "001-m7"])
    assert (row.zh, row.en) == ("分钟数、001-m7", "minutes, 001-m7")
    assert listed([]).zh == "—"


def test_an_event_is_named_as_on_pages_in_a_sentence_too() -> None:
    """By its stream's words, also where the sentence is said again; a later version's stays as it is."""
    named = event_named("answerable.case.limit_missed.v1")
    assert (named.key, named.zh) == ("event.case.limit_missed", "超过时限")
    assert again(named.key, {}) == named
    assert again("event.case.never_heard_of", {}) is None
    assert event_named("answerable.case.never_heard_of.v1").en == "answerable.case.never_heard_of.v1"


def test_a_sentence_has_the_same_places_for_values_in_both_languages() -> None:
    """No value is told to the readers of one language only."""
    assert differing(catalogue()) == []


def test_every_sentence_is_said_and_every_sentence_said_is_there() -> None:
    """No key is missing or left over."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for root in ROOTS
        for path in [*root.rglob("*.py"), *root.rglob("*.html")]
    )
    said = set(re.findall(r"""\b(?:say|counted|word)\(\s*['"]([a-z_.]+)['"]""", text))
    named = set(re.findall(r"""['"]([a-z_.]+)['"]""", text))
    put_together = (
        "refusal.staff.kind.",
        "refusal.handover.shift.",
        "refusal.handover.thing.",
        "refusal.key.viewing.",
        "refusal.unsealing.lacks.",
        "refusal.filledform.wants.",
        "refusal.workorder.lacks.",
        "refusal.workorder.incomplete.",
        "statement.field.",
        "statement.state.",
        "statement.at_most.",
        "purpose.",
        "record_class.",
        "role.",
        "person.",
        "list.",
        "error.kind.",
        "message.trigger.",
        "error.broken_rule.",
        "error.account.token_needs_",
        "days.why.",
        "flow.party.",
    )
    states = {f"statement.{state}" for state in LineState} | {f"audit.{kind}" for kind in FindingKind}
    assert said - catalogue().keys() == set()
    assert {key for key in catalogue().keys() - named - states if not key.startswith(put_together)} == set()


RULES = re.compile(r'^([A-Z_]+) = "([a-z]+(?:-[a-z]+)+)"\n"""The rule', re.MULTILINE)
OF_NO_FIELD = frozenset({"acting-for", "another-kind", "attachment-refused"})
"""Rules whose breach no field of a form is told of: the refusal itself is a sentence."""


def test_every_rule_that_a_field_can_break_has_its_words() -> None:
    """A form says beside the field what is wrong in its reader's language, and not just that something is."""
    rules = {
        rule
        for root in ROOTS
        for path in root.rglob("*.py")
        for _, rule in RULES.findall(path.read_text(encoding="utf-8"))
    }
    said = {key.removeprefix("error.broken_rule.") for key in catalogue()}

    assert {"works-at-the-site", "in-the-ledger", "on-the-register", "nothing-to-correct"} <= rules
    assert rules - said == OF_NO_FIELD & rules


@pytest.mark.parametrize(
    ("who", "said"),
    [("张三", "移交待张三接收，7 天没有 回音"), ("staff-7", "移交待 staff-7 接收，7 天没有 回音")],
)
def test_a_value_of_characters_joins_the_characters_beside_it(who: str, said: str) -> None:
    """A figure or an id has a space beside it, a character has none; a person's own spaces stay."""
    phrase = Phrase({"other": "移交待 {who} 接收，{length} {words}"})
    values = {"who": who, "length": timedelta(days=7), "words": "没有 回音"}
    assert fill(phrase, Language.ZH, values) == said


def test_a_sentence_can_be_said_again() -> None:
    """What came over the bus as key and values has its words in both languages once more."""
    sent = say(
        "error.not_scored", staff="staff-1", role=say("role.lead"), scored=listed([say("role.agent"), "x"])
    )
    assert again(sent.key, sent.values) == sent
    assert again("error.of_a_later_version", {}) is None
    assert again("error.no_case", {"fault": "by another name"}) is None
