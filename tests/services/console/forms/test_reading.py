"""What a browser sends of a form becomes the API's body, or faults beside its fields; nothing is lost."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.handover import commands as handover
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.console.forms import Entry, form_of, parse, typed_of

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")

TRANSFER = {"case": ["case-1"], "to": ["staff-2"], "to_team": [""], "reason": ["busy"], "occurred_at": [""]}


def rules(entry: Entry) -> dict[str, list[str | None]]:
    return {name: [fault.rule for fault in faults] for name, faults in entry.faults.of_fields.items()}


def test_the_body_is_what_the_api_takes() -> None:
    """What is left empty is left out; where it is, and who asks, is not the form's to say."""
    entry = parse(form_of(case.Transfer), TRANSFER, SHANGHAI)

    assert entry.body == {"case": "case-1", "to": "staff-2", "reason": "busy"}
    assert not entry.faults


def test_whatever_else_is_sent_is_passed_over() -> None:
    """Tokens, buttons and made-up fields change nothing, an actor of one's own choice least of all."""
    more = {
        "token": ["x"],
        "actor": ["staff-9"],
        "site": ["xm99"],
        "empties": ["case"],
        "correlation_id": ["c"],
    }
    entry = parse(form_of(case.Transfer), {**TRANSFER, **more}, SHANGHAI)

    assert entry.body == {"case": "case-1", "to": "staff-2", "reason": "busy"}


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() -> None:
    """Whoever is refused types nothing again."""
    sent = {**TRANSFER, "to": ["the one next door"], "reason": ["  "]}
    entry = parse(form_of(case.Transfer), sent, SHANGHAI)

    assert entry.body is None
    assert rules(entry) == {"to": ["string_pattern_mismatch"], "reason": ["missing"]}
    assert entry.typed == sent
    (fault,) = entry.faults.at("reason")
    assert (fault.said.zh, fault.said.en) == ("未填写", "Field required")


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("staff-lin", "staff-lin"),
        ("lin", "staff-lin"),
        (" ｌｉｎ ", "staff-lin"),
        ("lin-wei", "staff-lin-wei"),
    ],
)
def test_a_persons_id_is_typed_with_or_without_its_beginning(typed: str, body: str) -> None:
    """The field says which register it is of; a Chinese keyboard's wide letters are letters."""
    entry = parse(form_of(case.Transfer), {**TRANSFER, "to": [typed]}, SHANGHAI)

    assert entry.body is not None
    assert entry.body["to"] == body


def test_an_id_of_another_kind_is_not_made_into_a_persons() -> None:
    """Who puts a case where a person belongs is told."""
    entry = parse(form_of(case.Transfer), {**TRANSFER, "to": ["case-7"]}, SHANGHAI)

    assert rules(entry) == {"to": ["string_pattern_mismatch"]}


def test_lines_end_as_everywhere() -> None:
    """A browser sends CR LF (HTML, 4.10.22.7); the ledger has LF."""
    entry = parse(form_of(case.Transfer), {**TRANSFER, "reason": ["a\r\nb"]}, SHANGHAI)

    assert entry.body is not None
    assert entry.body["reason"] == "a\nb"


class TestMoments:
    @pytest.mark.parametrize(
        ("typed", "body"),
        [
            ("2016-03-10T09:30", "2016-03-10T09:30:00+08:00"),
            ("2016-03-10 09:30:15", "2016-03-10T09:30:15+08:00"),
            ("2016-03-10T01:30Z", "2016-03-10T01:30Z"),
        ],
    )
    def test_by_the_sites_clock(self, typed: str, body: str) -> None:
        """A moment is typed as the clock on the wall shows it, unless it says its own offset."""
        entry = parse(form_of(case.Transfer), {**TRANSFER, "occurred_at": [typed]}, SHANGHAI)

        assert entry.body is not None
        assert entry.body["occurred_at"] == body

    def test_that_the_clocks_left_out(self) -> None:
        """At two on 27 March 2016 it was three: what was half past two is asked for again."""
        entry = parse(form_of(case.Transfer), {**TRANSFER, "occurred_at": ["2016-03-27T02:30"]}, BERLIN)

        assert rules(entry) == {"occurred_at": ["clock_gap"]}
        assert entry.typed["occurred_at"] == ["2016-03-27T02:30"]

    @pytest.mark.parametrize(("which", "offset"), [("first", "+02:00"), ("second", "+01:00")])
    def test_that_were_there_twice(self, which: str, offset: str) -> None:
        """At three on 30 October 2016 it was two again: which of the two is meant is asked, not guessed."""
        sent = {**TRANSFER, "occurred_at": ["2016-10-30T02:30"]}
        assert rules(parse(form_of(case.Transfer), sent, BERLIN)) == {"occurred_at": ["clock_overlap"]}
        entry = parse(form_of(case.Transfer), {**sent, "occurred_at.which": [which]}, BERLIN)

        assert entry.body is not None
        assert entry.body["occurred_at"] == f"2016-10-30T02:30:00{offset}"
        assert typed_of(form_of(case.Transfer), entry.body, BERLIN)["occurred_at.which"] == [which]

    @pytest.mark.parametrize(
        "typed", ["yesterday", "2016-02-30T10:00", "0001-01-01T00:00", "9999-12-31T23:59", "1"]
    )
    def test_that_are_none(self, typed: str) -> None:
        """Whatever is typed, it is told beside the field."""
        entry = parse(form_of(case.Transfer), {**TRANSFER, "occurred_at": [typed]}, SHANGHAI)

        assert list(entry.faults.of_fields) == ["occurred_at"]
        assert entry.typed["occurred_at"] == [typed]


class TestNumbers:
    @pytest.mark.parametrize(("typed", "body"), [("30", 30), ("３０", 30), (" 030 ", 30)])
    def test_whole_ones(self, typed: str, body: int) -> None:
        """As people type them, on any keyboard."""
        entry = parse(form_of(contact.Abandon), {"contact": ["contact-1"], "wait_s": [typed]}, SHANGHAI)

        assert entry.body == {"contact": "contact-1", "wait_s": body}

    @pytest.mark.parametrize(
        ("typed", "rule"), [("half", "int_type"), ("-1", "greater_than_equal"), ("90000", "less_than_equal")]
    )
    def test_none_and_out_of_bounds(self, typed: str, rule: str) -> None:
        """The command's own model says what is wrong, as to everybody."""
        entry = parse(form_of(contact.Abandon), {"contact": ["contact-1"], "wait_s": [typed]}, SHANGHAI)

        assert rules(entry) == {"wait_s": [rule]}

    @pytest.mark.parametrize(("typed", "rule"), [("2,5", "decimal_spelling"), (".5", "decimal_spelling")])
    def test_decimals_are_spelled_in_one_way(self, typed: str, rule: str) -> None:
        """As the API has them."""
        sent = {"staff": ["staff-1"], "month": ["2016-03"], "points": [typed], "reason": ["r"]}
        entry = parse(form_of(assessment.RecordExtra), sent, SHANGHAI)

        assert rules(entry) == {"points": [rule]}
        assert parse(form_of(assessment.RecordExtra), {**sent, "points": ["-2.5"]}, SHANGHAI).body == {
            "staff": "staff-1",
            "month": "2016-03",
            "points": "-2.5",
            "reason": "r",
        }


class TestYesAndNo:
    def test_a_box_that_is_not_ticked_is_no(self) -> None:
        """A browser sends nothing for it."""
        sent = {"complaint": ["complaint-1"], "responsible": ["staff-1"], "reason": ["r"]}
        form = form_of(complaint.Uphold)
        found = [parse(form, {**sent, **more}, SHANGHAI).body for more in ({}, {"is_conflict": ["yes"]})]

        assert [body and body["is_conflict"] for body in found] == [False, True]

    @pytest.mark.parametrize(
        ("typed", "said"), [("", {}), ("yes", {"is_satisfied": True}), ("no", {"is_satisfied": False})]
    )
    def test_what_may_be_left_open(self, typed: str, said: dict[str, Any]) -> None:
        """Whether a customer is satisfied may not be known."""
        sent = {"complaint": ["complaint-1"], "channel": ["call"], "is_satisfied": [typed]}
        entry = parse(form_of(complaint.FeedBack), sent, SHANGHAI)

        assert entry.body == {"complaint": "complaint-1", "channel": "call", **said}


SHIFT = {"on": ["2016-03-10"], "shift": ["day"], "outgoing": ["staff-1"], "incoming": ["staff-2"]}


class TestLists:
    def test_empty_rows_are_none(self) -> None:
        """A fault of a row stands at the row as it is shown again."""
        form = form_of(handover.Start)
        entry = parse(form, {**SHIFT, "checklist": ["desk", "", "  ", "x" * 201]}, SHANGHAI)

        assert entry.typed["checklist"] == ["desk", "x" * 201]
        assert rules(entry) == {"checklist.1": ["string_too_long"]}

    def test_a_list_that_is_needed(self) -> None:
        """Its own place says so."""
        entry = parse(form_of(handover.Start), {**SHIFT, "checklist": ["", ""]}, SHANGHAI)

        assert rules(entry) == {"checklist": ["missing"]}

    def test_rows_of_several_inputs(self) -> None:
        """A row in which nothing was typed is none; a part that is missing is told at its place."""
        sent = {
            "case": ["case-1"],
            "reason": ["r"],
            "pauses.0.reason": [""],
            "pauses.2.reason": ["vendor"],
            "pauses.2.starts_at": ["2016-03-10T09:00"],
            "pauses.2.ends_at": [""],
            "pauses.10.reason": ["other"],
        }
        entry = parse(form_of(case.CorrectLimit), sent, SHANGHAI)

        assert rules(entry) == {"pauses.1.starts_at": ["missing"]}
        assert entry.typed["pauses.0.reason"] == ["vendor"]
        sent["pauses.10.starts_at"] = ["2016-03-10T10:00"]
        mended = parse(form_of(case.CorrectLimit), sent, SHANGHAI)
        assert mended.body is not None
        assert mended.body["pauses"] == [
            {"reason": "vendor", "starts_at": "2016-03-10T09:00:00+08:00"},
            {"reason": "other", "starts_at": "2016-03-10T10:00:00+08:00"},
        ]

    def test_that_there_was_none(self) -> None:
        """To say nothing of the pauses leaves them; to say that there was none takes them away."""
        sent = {"case": ["case-1"], "reason": ["r"]}
        form = form_of(case.CorrectLimit)
        silent, none = (parse(form, {**sent, **more}, SHANGHAI) for more in ({}, {"pauses.none": ["yes"]}))
        both = parse(form, {**sent, "pauses.none": ["yes"], "pauses.0.reason": ["other"]}, SHANGHAI)

        assert silent.body is not None
        assert none.body is not None
        assert ("pauses" in silent.body, none.body["pauses"]) == (False, [])
        assert "contradiction" in rules(both)["pauses"]


HELD = {"topic": "printer", "customer": "customer-1", "first_asked": "staff-1"}


class TestCorrections:
    def sent(self, **typed: str) -> dict[str, list[str]]:
        """What a browser sends of the form as it was made, with some inputs changed."""
        form = form_of(case.CorrectOpening)
        stood = typed_of(form, {"case": "case-1", "reason": "r"}, SHANGHAI, HELD)
        return stood | {name: [value] for name, value in typed.items()}

    def test_only_what_was_changed_is_sent(self) -> None:
        """What holds stands in the form, and is no part of the correction."""
        entry = parse(form_of(case.CorrectOpening), self.sent(topic="scanner"), SHANGHAI)

        assert entry.body == {"case": "case-1", "topic": "scanner", "reason": "r"}

    def test_what_was_taken_out_is_emptied(self) -> None:
        """Nobody has to know the word for it."""
        entry = parse(form_of(case.CorrectOpening), self.sent(customer=""), SHANGHAI)

        assert entry.body == {"case": "case-1", "empties": ["customer"], "reason": "r"}

    def test_what_cannot_be_empty(self) -> None:
        """A case without a topic is none."""
        entry = parse(form_of(case.CorrectOpening), self.sent(topic=""), SHANGHAI)

        assert rules(entry) == {"topic": ["not_emptied"]}


def test_new_names_are_asked_for() -> None:
    """A person's and a site's id are chosen once; every other new matter gets its id from intake."""
    hired = {"staff": ["87"], "role": ["agent"], "team": ["a"], "hired_on": ["2016-03-10"]}
    opened = {"site": ["xm03"], "name_zh": ["厦门"], "name_en": ["Xiamen"], "timezone": ["Asia/Shanghai"]}
    entries = parse(form_of(staff.Hire), hired, SHANGHAI), parse(form_of(site.Open), opened, SHANGHAI)

    assert [entry.body and (entry.body.get("staff"), entry.body.get("site")) for entry in entries] == [
        ("staff-87", None),
        (None, "xm03"),
    ]
    assert form_of(case.Open).field("case") is None


def test_an_input_that_is_there_twice() -> None:
    """Of two values nobody could say which was meant."""
    entry = parse(form_of(case.Transfer), {**TRANSFER, "reason": ["a", "b"]}, SHANGHAI)

    assert rules(entry) == {"reason": ["named_twice"]}
    assert entry.typed["reason"] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "typed", "zh", "en"),
    [
        ("staff", "the lead", "应为编号，如 staff-12", "The number of one, as staff-12"),
        ("article", "m7", "应为条款编号，如 001-m7", "The number of an article, as 001-m7"),
        ("minutes", "9999", "应在 0 至 1,440 之间", "A number from 0 to 1,440"),
        ("points", "101", "应在 0 至 100 之间", "A number from 0 to 100"),
        ("reason", "x" * 2001, "最多 2,000 字", "At most 2,000 characters"),
    ],
)
def test_a_fault_says_what_is_wanted(name: str, typed: str, zh: str, en: str) -> None:
    """Nobody is shown a pattern, or told only that it is too much: the bounds stand in the fault."""
    sent = {"staff": ["staff-1"], "article": ["001-m7"], "reason": ["r"], "evidence": ["tape 7"]}
    entry = parse(form_of(assessment.RecordViolation), {**sent, name: [typed]}, SHANGHAI)

    (fault,) = entry.faults.at(name)
    assert list(entry.faults.of_fields) == [name]
    assert (fault.said.zh, fault.said.en) == (zh, en)


def test_too_many_rows() -> None:
    """The list's own place says how many may be."""
    entry = parse(form_of(handover.Start), {**SHIFT, "checklist": ["x"] * 41}, SHANGHAI)

    assert [fault.said.en for fault in entry.faults.at("checklist")] == ["At most 40 rows"]
    assert len(entry.typed["checklist"]) == 41


@pytest.mark.parametrize(("typed", "fault"), [("厦门", "应为站点编号，如 xm01"), ("xm03", None)])
def test_a_site_is_named_by_its_short_name(typed: str, fault: str | None) -> None:
    """It is no id of an aggregate: nothing is put before it."""
    sent = {"site": [typed], "name_zh": ["厦门"], "name_en": ["Xiamen"], "timezone": ["Asia/Shanghai"]}
    entry = parse(form_of(site.Open), sent, SHANGHAI)

    assert [one.said.zh for one in entry.faults.at("site")] == ([] if fault is None else [fault])
    assert (entry.body and entry.body["site"]) == (None if fault else typed)
