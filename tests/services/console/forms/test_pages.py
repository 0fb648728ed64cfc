"""Every command's form as a page: each input is labelled, nothing is inline, what was typed stands in it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.commands.registry import COMMANDS
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable_services.console.environment import HERE, STATIC
from answerable_services.console.forms import Faults, Form, form_of, parse, settled, typed_in
from answerable_services.console.forms.placing import faults_of
from answerable_services.console.language import Language
from tests.services.console.forms.filled import Page
from tests.services.console.forms.test_round_trip import rendered

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def all_wrong(form: Form) -> Faults:
    """Give faults at every place that a form has."""
    return parse(form, {}, SHANGHAI).faults


def amiss(page: Page) -> list[str]:
    """Give what a checker of accessibility would say."""
    ids = Counter(one["id"] for one in page if one["id"])
    labelled = {one["for"] for one in page.all("label")}
    found = [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    for one in page.all("input", "textarea", "select"):
        if one["type"] == "hidden":
            continue
        found += [] if one["id"] in labelled else [f"{one['name']} has no label"]
        found += [] if one["name"] else [f"{one['id']} is sent under no name"]
        if one.tag != "select" and one["type"] != "checkbox" and one["autocomplete"] != "off":
            found.append(f"{one['name']} is remembered by the browser")
    for one in page:
        for name in ("aria-describedby", "aria-labelledby", "list"):
            found += [f"{one['id']}: no {to}" for to in one[name].split() if to not in ids]
        found += [
            f"{one.tag} has {name}" for name in one.attributes if name == "style" or name.startswith("on")
        ]
        found += [f"a link to {one['href']}"] if one.tag == "a" and one["href"][1:] not in ids else []
    found += [f"an inline {one.tag}" for one in page.all("script", "style")]
    found += [
        "a label without words" for one in page.all("label", "legend", "summary") if not one.text.strip()
    ]
    return found


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("model", COMMANDS.values(), ids=COMMANDS)
def test_a_form_can_be_used_by_everybody(model: Any, language: Language) -> None:
    """Empty, and full of faults: each input has its label, and what is said of it is tied to it."""
    form = form_of(model)
    empty, wrong = (
        Page.of(rendered(form, None, language)),
        Page.of(rendered(form, {}, language, faults=all_wrong(form))),
    )

    assert (amiss(empty), amiss(wrong)) == ([], [])
    told = [one for one in wrong if one["aria-invalid"] == "true"]
    assert all("-fault" in one["aria-describedby"] for one in told)
    assert empty.all("form")[0]["method"] == "post"


def test_two_of_the_same_form_on_a_page() -> None:
    """Each has ids of its own."""
    form = form_of(case.Transfer)
    text = "".join(rendered(form, None, Language.EN, place=f"row-{number}") for number in (1, 2))

    assert amiss(Page.of(text)) == []


def test_what_was_typed_stands_in_it_again() -> None:
    """Also what the browser's own control for a day could not show, and a choice that is none."""
    form = form_of(handover.Start)
    sent = {
        "on": ["10 March"],
        "shift": ["noon"],
        "outgoing": ["<b>staff-1</b>"],
        "incoming": [""],
        "checklist": ["desk", "phones"],
        "occurred_at": ["2016-03-10T09:00"],
    }
    entry = parse(form, sent, SHANGHAI)
    page = Page.of(rendered(form, entry.typed, Language.EN, faults=entry.faults))
    again = page.submitted()

    assert {name: [value for value in again[name] if value] for name in sent} == {**sent, "incoming": []}
    (day,) = [one for one in page.all("input") if one["name"] == "on"]
    assert (day["type"], day["aria-invalid"]) == ("text", "true")
    assert "open" in page.all("details")[0].attributes


def test_a_list_grows_without_a_script() -> None:
    """Three empty rows behind what was typed, three more where they are asked for, never more than may be."""
    form = form_of(handover.Start)

    def rows(filled: int, more: str = "") -> int:
        typed = {"checklist": ["x"] * filled}
        page = Page.of(rendered(form, typed, Language.ZH, more=more))
        return sum(one["name"] == "checklist" for one in page.all("input"))

    assert [rows(0), rows(5), rows(5, "checklist"), rows(39)] == [3, 8, 11, 40]


def test_the_enter_key_gives_the_command() -> None:
    """The first button of a form is the one that a browser presses."""
    first = Page.of(rendered(form_of(handover.Start), None, Language.EN)).all("button")[0]

    assert (first["type"], first["name"]) == ("submit", "")


def test_a_moment_that_was_there_twice_is_asked_about() -> None:
    """Only where it was."""
    form = form_of(case.Close)
    sent = {"case": ["case-1"], "occurred_at": ["2016-10-30T02:30"]}
    entry = parse(form, sent, BERLIN)
    asked = Page.of(rendered(form, entry.typed, Language.EN, faults=entry.faults))

    assert amiss(asked) == []
    assert asked.submitted()["occurred_at.which"] == [""]
    assert "occurred_at.which" not in Page.of(rendered(form, None, Language.EN)).submitted()


def test_a_number_keeps_what_is_none() -> None:
    """A browser's control for numbers would send nothing where it understands nothing."""
    page = Page.of(rendered(form_of(assessment.RecordViolation), None, Language.EN))
    kinds = {one["name"]: (one["type"], one["inputmode"]) for one in page.all("input")}

    assert (kinds["minutes"], kinds["points"]) == (("text", "numeric"), ("text", "decimal"))


def test_a_field_says_what_it_searches() -> None:
    """A script that helps to find people, cases and articles needs no more."""
    page = Page.of(rendered(form_of(assessment.RecordViolation), None, Language.EN))
    searched = {one["name"]: one["data-searches"] for one in page.all("input") if one["data-searches"]}

    assert searched == {"staff": "staff", "article": "article", "case": "case"}
    rated = Page.of(rendered(form_of(assessment.RecordExtra), None, Language.EN))
    left = [one["name"] for one in rated.all("input") if "data-may-have-left" in one.attributes]
    assert left == ["staff"]  # who is rated may have left since


def test_what_was_found_can_be_chosen() -> None:
    """Below the input that was searched in, and what was typed stands until something is chosen."""
    offered = {"to": [("staff-2", "Lin")]}
    page = Page.of(rendered(form_of(case.Transfer), {"to": ["li"]}, Language.EN, offered=offered))
    choices = [one for one in page.all("input") if one["type"] == "radio"]

    assert [(one["name"], one["value"]) for one in choices] == [("to.chosen", ""), ("to.chosen", "staff-2")]
    assert page.submitted()["to"] == ["li"]
    assert amiss(page) == []


def test_a_row_is_searched_in_by_its_number() -> None:
    """Rows are sent under one name, so that the number says which of them is meant."""
    page = Page.of(rendered(form_of(assessment.RecordViolation), {"evidence": ["a", "b"]}, Language.EN))
    searches = [one["value"] for one in page.all("button") if one["name"] == "search"]

    assert searches[:3] == ["staff", "article", "case"]


def test_what_was_chosen_is_what_was_typed() -> None:
    """In an input of its own, and in a row; nothing chosen leaves what was typed."""
    sent = {
        "to": ["li"],
        "to.chosen": ["staff-2"],
        "rows": ["a", "b"],
        "rows.1.chosen": ["c"],
        "rows.7.chosen": ["d"],
        "team": ["x"],
        "team.chosen": [""],
    }

    assert settled(sent) == {"to": ["staff-2"], "rows": ["a", "c"], "team": ["x"]}
    assert [typed_in(sent, name) for name in ("to", "rows.1", "rows.9", "none")] == ["li", "b", "", ""]


def test_what_the_page_knows_is_sent_along() -> None:
    """Which matter it is, and whatever else is named: nobody types it."""
    form = form_of(fault.Acknowledge, frozenset({"link", "staff"}))
    known = {"fault": ["fault-1"], "link": ["salesperson"], "staff": ["staff-2"]}
    page = Page.of(rendered(form, known, Language.EN))

    assert page.submitted() == {**known, "occurred_at": [""]}


def test_a_fault_leads_to_its_input() -> None:
    """The list above the form has a link for each."""
    form = form_of(case.Transfer)
    page = Page.of(rendered(form, {}, Language.ZH, faults=faults_of(form, ())))
    wrong = Page.of(rendered(form, {}, Language.ZH, faults=all_wrong(form)))

    assert [one["role"] for one in page.all("div") if one["role"]] == []
    assert [(one["href"], one.text) for one in wrong.all("a")] == [("#case-transfer-reason", "理由")]


SHARED = {"actions", "ask", "button", "faint", "hidden", "hint", "id", "notice", "offers", "press"}
"""The classes of a form that other pages have as well, and mean the same by."""

OWN = {"calling", "chosen"}
"""The classes of a form that are styled wherever they stand, since they stand in nothing else."""


def classes(text: str) -> set[str]:
    """Give the classes that a template names, and the words of whatever chooses among them."""
    named = re.findall(r'class="([^"]*)"', text)
    return {name for names in named for name in re.findall(r"[\w-]+", re.sub(r"\{%.*?%\}", " ", names))}


def test_no_class_of_a_form_means_something_else_elsewhere() -> None:
    """What was said of every field was hidden once, as a button of the same class is on small screens.

    A day of the board of handovers was small and grey, as the name beside a field is; a label with a box was
    laid out as a checklist, and what a row of a list offers as a row of the home page.
    """
    css = re.sub(r"(?s)/\*.*?\*/", "", (STATIC / "console.css").read_text(encoding="utf-8"))
    selectors = [one.strip() for part in re.findall(r"([^{}]+)\{", css) for one in part.split(",")]
    styled = {found[1] for one in selectors if (found := re.match(r"(?:main )?\.([a-z-]+)(?![a-z-])", one))}
    templates = HERE / "templates"
    form = templates / "forms.html"
    others = [one for one in templates.rglob("*.html") if one != form]
    elsewhere = classes("".join(one.read_text(encoding="utf-8") for one in others))
    of_a_form = classes(form.read_text(encoding="utf-8")) | {f"of-{one}" for one in ("rows", "parts")}

    assert of_a_form & styled == SHARED | OWN
    assert elsewhere & OWN == set()
    assert {"field", "about", "fault", "of-"} <= of_a_form
