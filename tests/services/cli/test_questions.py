"""Every question, asked as every role of the sample centre, is answered as the table says."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Forbidden, NotFound
from answerable.events.subjects import parse
from answerable.identity import Grant, Principal
from answerable.identity.relations import Relation
from answerable.identity.table import table
from answerable.messaging.client import Caller
from answerable.queries import callbacks, desk
from answerable.queries.base import Query
from answerable.queries.registers import REGISTERS
from answerable.queries.registry import QUERIES, action_of, name_of
from answerable.sample.centre import sample_centres
from answerable.settings import Settings
from answerable.streams.staff.events import Role
from answerable_services import cli
from answerable_services.cli.connecting import connected
from tests.e2e.centre import everything_in
from tests.identity.proofs import EVERYBODY, credential
from tests.services.cli.running import Centre

pytestmark = [pytest.mark.server, pytest.mark.slow]

HERE, THERE, ELSEWHERE = (centre.site for centre in sample_centres())
MONTH = "2016-03"
PERIOD = {"first": "2016-03-01", "last": "2016-03-31"}
_ID = re.compile(r"\b(?:[a-z]+)-[A-Za-z0-9][A-Za-z0-9_-]*")
_WHO = {Role.AGENT: "agent-1", Role.LEAD: "lead-2"}
_WHOLE = (Relation.ALL_SITES, Relation.SITE)


@dataclass
class Known:
    """What the ledger has, by site.

    Arguments:
        words: the ids that are named in a site's events.
        matters: a matter of each stream at each site.
    """

    words: dict[str, set[str]] = field(default_factory=dict)
    matters: dict[tuple[str, str], str] = field(default_factory=dict)

    def foreign(self, site: str) -> set[str]:
        """Give what only other sites' events name, their own names included."""
        others = set[str]().union(*(words for other, words in self.words.items() if other != site))
        names = {
            text
            for centre in sample_centres()
            if centre.site != site
            for text in (centre.site, centre.name_zh, centre.name_en)
        }
        return (others - self.words[site]) | names


@dataclass
class Asked:
    """The sample centre, and who asks it.

    Arguments:
        known: what its ledger has.
        settings: where it is.
        caller: makes what asks as somebody.
    """

    known: Known
    settings: Settings
    client: Any

    def as_role(self, role: Role, *sites: str) -> Caller:
        """Ask as somebody of the sample who has a role at sites."""
        grants = tuple(Grant(role=role, site=site) for site in sites)
        who = f"staff-{HERE}-{_WHO.get(role, role.value.replace('_', '-'))}"
        return Caller(
            self.client, credential(self.settings.keys, Principal(id=who, grants=grants)), timeout_s=30
        )

    def as_everybody(self) -> Caller:
        """Ask as somebody who has every role everywhere."""
        return Caller(self.client, credential(self.settings.keys, EVERYBODY), timeout_s=30)


@asynccontextmanager
async def asked_of(sample: Centre) -> AsyncIterator[Asked]:
    """Connect to the sample centre, and read what its ledger has."""
    settings = Settings(data=sample.data)
    async with connected(settings) as here:
        known = Known({site: set() for site in (HERE, THERE, ELSEWHERE)})
        for message in await everything_in(here.ledger):
            subject = parse(message.subject)
            words = known.words[subject.site]
            words.add(subject.originator_id)
            words.update(_ID.findall(message.body.decode()))
            known.matters.setdefault((subject.stream, subject.site), subject.originator_id)
        there = Asked(known, settings, here.ledger.client)
        for site in (HERE, THERE, ELSEWHERE):
            owed = await there.as_everybody().query(callbacks.Owed(site=site, limit=1))
            known.matters["obligation", site] = owed.rows[0].obligation
        yield there


OF_A_CASE = frozenset({desk.CaseTimeline, desk.CaseOwnership, desk.LimitOf})


def questions(known: Known, site: str) -> Iterator[Query[Any]]:
    """Give every question that can be asked of a site, and of a matter of it."""
    for name, query in QUERIES.items():
        if name.startswith("accounts.") or name in {"intake.view_ahead", name_of(desk.StoryOf)}:
            continue
        fields = query.model_fields
        said: dict[str, Any] = {"site": site} if "site" in fields else {}
        said |= {"case": known.matters["case", site]} if query in OF_A_CASE else {}
        said |= {"delivery": known.matters["delivery", site]} if query is callbacks.OfDelivery else {}
        owed = "obligation"
        said |= {owed: known.matters[owed, site]} if query is callbacks.OwedExplained else {}
        said |= {"survey": known.matters["survey", site]} if query is desk.SurveyResults else {}
        asked = "questionnaire"
        said |= {asked: known.matters[asked, site]} if query is desk.AskedByLink else {}
        said |= {"text": "agent"} if query is desk.OtherMatters else {}
        said |= {"matters": (known.matters["case", site],)} if query is desk.Called else {}
        said |= {"report": known.matters["report", site]} if query is desk.ReportFigures else {}
        said |= {"month": MONTH} if "month" in fields else {}
        said |= PERIOD if "first" in fields else {}
        if name == "scoring.statement_of":
            said |= {"staff": f"staff-{site}-agent-1"}
        yield query.model_validate(said)
    for (_, at), matter in known.matters.items():
        if at == site:
            yield desk.StoryOf(matter=matter)


def texts_in(value: Any) -> Iterator[str]:
    """Give every text in an answer, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def told_of(answer: Any) -> set[str]:
    """Give the ids and the whole texts of an answer."""
    texts = set(texts_in(answer.model_dump(mode="json")))
    return texts | {word for text in texts for word in _ID.findall(text)}


def relations_of(role: Role, action: str) -> set[Relation]:
    """Give how far a role reaches by the table."""
    return {entry.relation for entry in table().who(action) if entry.role == role and not entry.is_for_others}


async def outcome(caller: Caller, query: Query[Any]) -> Any:
    """Give an answer, or the error instead."""
    try:
        return await caller.query(query)
    except AnswerableError as error:
        return error


async def test_every_question_as_every_role_at_the_right_site_and_the_wrong_one(sample: Centre) -> None:
    """What the table refuses is refused; and no id, fact or name of another site is in what is answered."""
    wrong: list[str] = []
    async with asked_of(sample) as there:
        foreign = there.known.foreign(HERE)
        for role in Role:
            caller = there.as_role(role, HERE)
            for query in (*questions(there.known, HERE), *questions(there.known, THERE)):
                action, site = action_of(query), getattr(query, "site", None)
                reaches = relations_of(role, action)
                told = await outcome(caller, query)
                is_everywhere = Relation.ALL_SITES in reaches
                case = f"{role} {action} {query!r}: {told!r:.300}"
                if not reaches or (site == THERE and not is_everywhere):
                    wrong += [] if isinstance(told, Forbidden) else [f"not refused: {case}"]
                    continue
                if isinstance(told, Forbidden) and Relation.SITE in reaches | {
                    Relation.SITE for one in reaches if one is Relation.ALL_SITES
                }:
                    wrong.append(f"refused: {case}")
                if is_everywhere or isinstance(told, AnswerableError):
                    continue
                shown = told_of(told) & foreign - told_of(query)
                wrong += [f"tells {sorted(shown)[:5]}: {case}"] if shown else []
    assert wrong == []


async def test_questions_without_a_site_tell_of_ones_own_sites(sample: Centre) -> None:
    """Lists and sums without a site are of the asker's sites: of two of three, what those have together."""
    async with asked_of(sample) as there:
        everybody = there.as_everybody()
        manager = there.as_role(Role.MANAGER, HERE, THERE)
        only = there.known.words[ELSEWHERE] - there.known.words[HERE] - there.known.words[THERE]
        for query in QUERIES.values():
            site = query.model_fields.get("site")
            if (
                site is None
                or site.is_required()
                or query.service == "accounts"
                or query is desk.OtherMatters
            ):
                continue
            said = PERIOD if "first" in query.model_fields else {}
            both = await outcome(manager, query.model_validate(said))
            if isinstance(both, Forbidden):
                assert not relations_of(Role.MANAGER, name_of(query))
                continue
            assert not isinstance(both, AnswerableError), both
            assert told_of(both) & (only | {ELSEWHERE}) == set(), query
            if Relation.SITE not in relations_of(Role.MANAGER, name_of(query)):
                continue  # of what is one's own there are no sums to compare with
            ones = [
                await everybody.query(query.model_validate({"site": one, **said})) for one in (HERE, THERE)
            ]
            for name in ("counts", "total", "gravities"):
                assert summed(getattr(both, name, None)) == sums([getattr(one, name, None) for one in ones])
        overview = await manager.query(desk.Overview())
        assert [one.site for one in overview.sites] == sorted((HERE, THERE))


def summed(value: Any) -> Any:
    """Give numbers by name, those that are none left out."""
    if isinstance(value, int) or value is None:
        return {"": value} if value else {}
    if isinstance(value, dict):
        return {name: number for name, number in value.items() if number}
    if isinstance(value, tuple):
        return {str(next(iter(one.model_dump().values()))): one.count for one in value if one.count}
    return {name: number for name, number in value.model_dump().items() if number}


def sums(values: list[Any]) -> Any:
    """Add numbers up by name."""
    found: dict[str, int] = {}
    for value in values:
        for name, number in summed(value).items():
            found[name] = found.get(name, 0) + number
    return found


async def test_another_sites_matter_and_none_are_told_apart_by_nobody(sample: Centre) -> None:
    """Whoever may not see a matter gets the same answer, word for word, as for one that does not exist."""
    async with asked_of(sample) as there:
        manager = there.as_role(Role.MANAGER, HERE)
        for (stream, site), matter in there.known.matters.items():
            if site != THERE or not relations_of(Role.MANAGER, f"desk.story_of.{stream}"):
                continue
            missing = f"{stream}-nobody-recorded-this"
            said = [await outcome(manager, desk.StoryOf(matter=name)) for name in (matter, missing)]
            assert [type(one) for one in said] == [NotFound, NotFound], (stream, said)
            assert said[0].message == said[1].message.replace(missing, matter)
        delivery = there.known.matters["delivery", THERE]
        ends = [
            await manager.query(callbacks.OfDelivery(delivery=name)) for name in (delivery, "delivery-none")
        ]
        assert ends[0] == ends[1]
        case = there.known.matters["case", THERE]
        of_complaints = REGISTERS["complaint"].query
        for name in (case, "case-none"):
            with pytest.raises(NotFound, match=f"there is no {name}"):
                await manager.query(of_complaints.model_validate({"case": name}))


async def test_what_is_ones_own(sample: Centre) -> None:
    """An agent sees their own statement and no colleague's; a lead their team's, in the list too."""
    async with asked_of(sample) as there:
        agent, lead = there.as_role(Role.AGENT, HERE), there.as_role(Role.LEAD, HERE)
        statement_of, statements = QUERIES["scoring.statement_of"], QUERIES["scoring.statements"]

        def statement(word: str) -> Query[Any]:
            said = {"site": HERE, "staff": f"staff-{HERE}-{word}", "month": MONTH}
            return statement_of.model_validate(said)

        assert (await agent.query(statement("agent-1"))).statement.staff == f"staff-{HERE}-agent-1"
        for caller, word in ((agent, "agent-2"), (agent, "nobody"), (lead, "agent-1")):
            with pytest.raises(Forbidden):
                await caller.query(statement(word))
        with pytest.raises(Forbidden):
            await agent.query(statements.model_validate({"site": HERE, "month": MONTH}))
        whole = await there.as_role(Role.SUPERVISOR, HERE).query(
            statements.model_validate({"site": HERE, "month": MONTH})
        )
        assert len(whole.statements) > 5
        salesperson = there.as_role(Role.SALESPERSON, HERE)
        own = await salesperson.query(REGISTERS["case"].query())
        me = f"staff-{HERE}-salesperson"
        assert all(me in {row.owner, row.waiting_for} for row in own.rows)


def test_the_command_line_has_no_row_that_it_does_not_need() -> None:
    """Every question that the table lets it ask is one that its commands ask."""
    (root,) = cli.__path__
    said = "\n".join(path.read_text(encoding="utf-8") for path in Path(root).glob("*.py"))
    for entry in table().what("system-cli"):
        for action in set(entry.row.do) - set(COMMANDS):
            assert action in QUERIES, f"{action} is a story, and no command tells one"
            name = QUERIES[action].__name__
            assert re.search(rf"\b{name}\b", said), f"{action} is asked by no command"


async def test_the_command_line_may_ask_what_it_asks(sample: Centre) -> None:
    """Its commands are answered; what none of them asks, such as lists and stories, it is refused."""
    async with connected(Settings(data=sample.data)) as here:
        for query in (REGISTERS["complaint"].query(), desk.Sites(), desk.StoryOf(matter="case-1")):
            with pytest.raises(Forbidden):
                await here.caller.query(query)
        assert (await here.caller.query(desk.Overview())).sites
