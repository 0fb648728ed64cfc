"""The table of who may do what: complete, sound, read from one file, and quick to ask."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import answerable_services
from answerable.commands.registry import COMMANDS
from answerable.discovery import streams
from answerable.errors import Forbidden, Invalid, NotFound
from answerable.identity.answers import role_named
from answerable.identity.relations import GIVEN, At, Relation, Scope
from answerable.identity.table import FILE, Table, table
from answerable.identity.table_file import read_table
from answerable.people import people_fields
from answerable.queries.desk import Sites, StoryOf
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import QUERIES, action_of, query_actions
from answerable.streams.staff.events import Role
from answerable.wording import catalogue

TEXT = files("answerable").joinpath("identity", FILE).read_text(encoding="utf-8")
SITES = ("xm01", "ny01")


def place_of(text: str, around: str, part: str) -> tuple[int, int]:
    """Give the line and column of a part of a text, as an editor does, looking from another one on."""
    before = text[: text.index(part, text.index(around))]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_everything_that_can_be_asked_has_a_row() -> None:
    """A new command or question has a row before it can be landed; no row is about what there is not."""
    assert set(table().actions) == {*COMMANDS, *query_actions()}


def test_every_question_is_found() -> None:
    """The list is made from the modules that declare questions, lists included; what is shared is none."""
    assert {"desk.cases", "desk.story_of", "audit.other_views", "intake.view_ahead"} <= set(QUERIES)
    assert [name for name in QUERIES if name.startswith(("base.", "views.", "registers."))] == []
    assert {f"desk.{one.query.query_name}" for one in REGISTERS.values()} <= set(QUERIES)


def test_every_question_that_a_service_answers_is_known() -> None:
    """No service answers one that the table could not have heard of."""
    (root,) = answerable_services.__path__
    answered = {
        name
        for path in Path(root).rglob("*.py")
        if "scaffold" not in path.parts  # a consumer of one's own: its questions are not the centre's
        for name in re.findall(r"\.answers\((?:\w+\.)*([A-Z]\w+),", path.read_text(encoding="utf-8"))
    }

    assert len(answered) > 10
    assert answered <= {query.__name__ for query in QUERIES.values()}


def test_a_story_is_asked_for_by_its_stream() -> None:
    """Who may read a case's story may not read a colleague's points by the same question."""
    assert action_of(Sites()) == "desk.sites"
    assert action_of(StoryOf(matter="assessment-1")) == "desk.story_of.assessment"
    assert {f"desk.story_of.{stream}" for stream in streams()} <= set(query_actions())


def test_the_roles_are_those_of_the_register() -> None:
    """Every role that a member of staff can be employed as has its place in the table, and its words."""
    assert {role.value for role in Role} <= set(table().staff)
    assert set(table().staff) - {role.value for role in Role} <= {"data_protection_officer", "operations"}
    for role in (*table().staff, *table().machines):
        assert f"role.{role}" in catalogue()
        assert role_named(role).zh != role_named(role).en
    assert role_named("system-import").zh == "system-import"


def test_every_relation_has_words() -> None:
    """How far a role reaches is said in both languages, in short and at length."""
    for relation in Relation:
        assert relation.label.zh != relation.label.en
        assert relation.meaning.zh != relation.meaning.en


def test_fields_that_name_people_are_the_commands_own() -> None:
    """Whom a row lets be named stands in a field of one of its commands that names a member of staff."""
    wrong = [
        (row.do, field)
        for group in table().groups
        for row in group.rows
        for field in row.named
        if not any(field in dict(people_fields(COMMANDS[action])) for action in row.do)
    ]
    assert wrong == []


def test_commands_of_a_row_are_given_by_the_same_people() -> None:
    """A question stands with questions and a command with commands: many may be told what they cannot do."""
    mixed = [
        row.do
        for group in table().groups
        for row in group.rows
        if 0 < len([action for action in row.do if action in COMMANDS]) < len(row.do)
    ]
    assert mixed == []


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ("case.accept, case.refuse", "case.open, case.refuse", "case.open, case.refuse", "has a row already"),
        ("  asked: [agent,", "  asked: [agemt,", "agemt", "agemt is no role"),
        (
            "  asked: [agent,",
            "  asked: [machine,",
            "machine,",
            "machine cannot reach by asked: only by token",
        ),
        ("token: [machine]", "token: [agent]", "agent]", "agent cannot reach by token"),
        ("  asked: [agent,", "  asked: [agent, agent,", "agent, lead", "agent stands here twice"),
        ("  asked: [agent,", "  everywhere: [agent,", "[agent, lead", "Input should be"),
        ("  asked: [agent,", "  oneself: [agent,", "agent, lead", "agent cannot reach by oneself"),
        ("article: 000-4.2.8", "article: 000-4.2.9", "000-4.2.9", "000-4.2.9 is not quoted"),
        ("  001-X1: {", "  001-X2: {", '{zh: "分值', "no row cites 001-X2"),
        ("team: [lead]", "team: [supervisor]", "supervisor]", "has site already, which team is part of"),
        (
            "incoming: [agent,",
            "incoming: [machine,",
            "machine, lead",
            "machine is no role of a member",
        ),
        ("machines: [machine]", "machines: [machine, robot]", "robot", "robot may do nothing"),
        ("machines: [machine]", "machines: [machine, agent]", "agent]", "agent is named already"),
        ("not_oneself: true", "not_oneself: perhaps", "perhaps", "valid boolean"),
        ("do: [case.open]", "do: [case.open, Case]", "Case]", "should match pattern"),
        ("do: [case.open]", "does: [case.open]", "[case.open]", "Extra inputs"),
        (
            "who: {all_sites: [auditor",
            "who: {all_sites: [], all_sites: [auditor",
            "all_sites: [auditor",
            "twice",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(old: str, new: str, at: str, told: str) -> None:
    """A table that contradicts itself is not used; each fault has its line and column."""
    assert old in TEXT
    text = TEXT.replace(old, new, 1)

    with pytest.raises(Invalid) as raised:
        read_table(text.encode(), FILE)

    (shown,) = [broken for broken in raised.value.broken_rules if told in broken.message]
    line, column = place_of(text, new, at)
    assert shown.pointer == f"/{line}"
    assert f"{FILE}:{line}:{column}: {shown.message}" in raised.value.message


def test_what_is_not_listed_is_refused() -> None:
    """A command that the table does not know is nobody's, whatever they are."""
    held = [At(role) for role in table().roles]
    denied = table().may(held, "case.swallow", "xm01", GIVEN)

    assert not denied
    assert "case.swallow" in denied.as_error().message  # type: ignore[union-attr]  # it is no
    with pytest.raises(NotFound, match=r"did you mean case\."):
        table().who("case.swallow")
    with pytest.raises(NotFound, match="no role queen"):
        table().what("queen")
    assert table().scope(held, "case.swallow") == Scope({})


def test_a_refusal_says_what_would_be_allowed() -> None:
    """In both languages, with the article, as the error that whoever asked is given."""
    denied = table().may([At("agent", "xm01")], "complaint.approve_plan", "xm01")
    assert not denied
    error = denied.as_error()  # type: ignore[union-attr]  # it is no

    assert isinstance(error, Forbidden)
    assert error.rule == "003-F7"
    assert error.sentence is not None
    assert (
        error.sentence.zh == "客服代表不能办理“批准方案”（complaint.approve_plan）；"
        "可办理的有：领班、主管、经理、总经理"
    )
    assert error.message == (
        "“Approve the plan” "
        "(complaint.approve_plan) is not for agent; it is for: lead, supervisor, manager, general manager"
    )


@pytest.mark.parametrize(
    ("held", "action", "site", "relations", "told"),
    [
        (
            At("agent", "xm01"),
            "case.transfer",
            "xm01",
            (),
            "(case.transfer) only with what belongs",
        ),
        (At("lead", "xm01"), "case.transfer", "ny01", (), "(case.transfer) there, and not"),
        (At("lead", "xm01"), "desk.cases", None, (), "not for all sites at once"),
        (
            At("lead", "xm01"),
            "handover.review",
            "xm01",
            (Relation.ONESELF,),
            "(handover.review) about themselves",
        ),
        (At("lead", "xm01"), "case.swallow", "xm01", (), "does not have it"),
    ],
)
def test_each_reason_has_its_words(
    held: At, action: str, site: str | None, relations: tuple[Relation, ...], told: str
) -> None:
    """Whoever is refused is told what stands against it."""
    denied = table().may([held], action, site, relations)

    assert not denied
    assert told in denied.reason.en  # type: ignore[union-attr]  # it is no
    assert action in denied.reason.zh  # type: ignore[union-attr]  # it is no


def test_acting_for_somebody_has_words_of_its_own() -> None:
    """Whoever may sign for themselves is told that they may not for another."""
    denied = table().may([At("lead", "xm01")], "handover.sign_in", "xm01", GIVEN, is_for_others=True)

    assert not denied
    assert "in somebody else's name is not for lead" in denied.reason.en  # type: ignore[union-attr]  # it is no


def test_whoever_has_no_role_is_told_so() -> None:
    """And whose role is one that the table does not know, that this one is not among them."""
    nobody = table().may([], "case.open", "xm01")
    stranger = table().may([At("queen", "xm01")], "case.open", "xm01")

    assert not nobody
    assert "(case.open) is not for somebody without a role; it is for: agent" in nobody.reason.en  # type: ignore[union-attr]  # it is no
    assert not stranger
    assert stranger.reason.zh.startswith("queen 不能办理“")  # type: ignore[union-attr]  # it is no


def test_a_list_is_narrowed_to_where_one_may_look() -> None:
    """The scope names the sites of each relation: what a service filters by."""
    two = [At("lead", "xm01"), At("agent", "ny01")]

    complaints = table().scope(two, "desk.complaints")
    assert not complaints.is_everywhere
    assert complaints.sites == {"xm01"}
    assert complaints.at("ny01") == {Relation.OWN}
    assert complaints.at("xm01") == {Relation.SITE}
    assert complaints.at("sz01") == frozenset()
    assert table().scope([*two, At("auditor", "sz01")], "desk.complaints").is_everywhere
    assert table().scope([At("lead")], "desk.complaints").is_everywhere
    assert table().scope([At("operations")], "desk.complaints") == Scope({})


ROLES = st.sampled_from(table().roles)
HELD = st.builds(At, ROLES, st.sampled_from(SITES) | st.none())
ACTIONS = st.sampled_from(table().actions)
RELATIONS = st.frozensets(st.sampled_from(sorted(GIVEN)))
WHERE = st.sampled_from(SITES) | st.none()


@given(st.lists(HELD, max_size=4), HELD, ACTIONS, WHERE, RELATIONS, st.booleans())
def test_withdrawing_a_grant_never_allows_more(
    held: list[At], one: At, action: str, site: str | None, relations: frozenset[Relation], for_others: bool
) -> None:
    """Whoever may with fewer roles may with more."""
    if table().may(held, action, site, relations, is_for_others=for_others):
        assert table().may([one, *held], action, site, relations, is_for_others=for_others)
        assert table().may([*held, one], action, site, relations, is_for_others=for_others)


@given(ROLES, ACTIONS, RELATIONS, st.booleans())
def test_a_role_at_one_site_gives_nothing_at_another(
    role: str, action: str, relations: frozenset[Relation], for_others: bool
) -> None:
    """Unless its cell says that it reaches all sites: neither there, nor for all at once."""
    for where in ("ny01", None):
        found = table().may([At(role, "xm01")], action, where, relations, is_for_others=for_others)
        assert not found or found.relation is Relation.ALL_SITES  # type: ignore[union-attr]  # it is a yes


@given(st.lists(HELD, max_size=4), ACTIONS, WHERE, RELATIONS, st.booleans())
def test_nobody_does_it_about_themselves(
    held: list[At], action: str, site: str | None, relations: frozenset[Relation], for_others: bool
) -> None:
    """Where a row says so, no role helps; elsewhere it makes no difference."""
    about = table().may(held, action, site, relations | {Relation.ONESELF}, is_for_others=for_others)
    other = table().may(held, action, site, relations - {Relation.ONESELF}, is_for_others=for_others)

    assert bool(about) == (bool(other) and not table().row(action).not_oneself)


@given(st.lists(HELD, max_size=4), ACTIONS, st.sampled_from(SITES), RELATIONS)
def test_scope_and_answer_agree(
    held: list[At], action: str, site: str, relations: frozenset[Relation]
) -> None:
    """What a list is narrowed to is what may be asked one by one."""
    asked = relations - {Relation.ONESELF}
    reached = table().scope(held, action).at(site)

    expected = bool(reached & {Relation.SITE, Relation.ALL_SITES} or reached & asked)
    assert bool(table().may(held, action, site, asked)) is expected


@given(ROLES, ACTIONS)
def test_who_and_what_agree(role: str, action: str) -> None:
    """A role is among those who may exactly where the thing is among what it may."""
    assert any(entry.role == role for entry in table().who(action)) == any(
        action in entry.row.do for entry in table().what(role)
    )


def fastest(work: Callable[[], object], times: int = 2000, rounds: int = 15) -> float:
    """Give the seconds of the fastest of some rounds: what the machine does beside disturbs the others."""

    def once() -> float:
        began = time.perf_counter()
        for _ in range(times):
            work()
        return time.perf_counter() - began

    return min(once() for _ in range(rounds))


def test_an_answer_costs_less_than_reading_the_command() -> None:
    """Asking the table is never what a command waits for: reading a small one from JSON costs more."""
    command = COMMANDS["case.transfer"]
    body = b'{"site": "xm01", "actor": "staff-a", "case": "case-1", "to": "staff-b", "reason": "x"}'
    held, own = (At("salesperson", "ny01"), At("agent", "xm01")), frozenset({Relation.OWN})
    known = table()

    asking = fastest(lambda: known.may(held, "case.transfer", "xm01", own))
    refusing = fastest(lambda: known.may(held, "staff.hire", "xm01", own))
    reading = fastest(lambda: command.model_validate_json(body))

    assert asking < reading
    assert refusing < 3 * reading


def _renamed(actions: str, number: int) -> str:
    return "[" + ", ".join(f"{action}_{'x' * number}" for action in actions.replace(",", " ").split()) + "]"


def test_an_answer_costs_the_same_however_long_the_table_is() -> None:
    """It is looked up, not searched for: a table with ten times the rows answers as quickly."""

    def again(number: int) -> str:
        return re.sub(r"(- do: )\[([^\]]*)\]", lambda row: row[1] + _renamed(row[2], number), rows)

    head, rows = TEXT.split("groups:\n")
    content = f"{head}groups:\n{rows}{''.join(map(again, range(1, 10)))}"
    long = Table(read_table(content.encode(), "long.yaml"))
    held, own = (At("agent", "xm01"),), frozenset({Relation.OWN})

    assert len(long.actions) == 10 * len(table().actions)
    short_s = fastest(lambda: table().may(held, "case.transfer", "xm01", own))
    long_s = fastest(lambda: long.may(held, "case.transfer", "xm01", own))
    assert long_s < 3 * short_s
