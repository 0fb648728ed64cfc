"""People are shown by the names that the accounts have, and by their ids where there is none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from datetime import date
from typing import Any

import httpx
import pytest

from answerable.commands.registry import COMMANDS
from answerable.errors import Unavailable
from answerable.identity import Grant
from answerable.queries.accounts import AllNames, FindPeople, NamesPage, PeopleNames, PersonName
from answerable.queries.audit import Findings
from answerable.queries.desk import StoryOf
from answerable.queries.matters import Story
from answerable.queries.registers import REGISTERS
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Presence
from answerable.wording import Language
from answerable_services.console.app import create_app
from answerable_services.console.forms import form_of, shown
from answerable_services.console.language import words_of
from answerable_services.console.live import Notices
from answerable_services.console.names import Names
from answerable_services.console.views.fields import written
from answerable_services.console.views.links import name_of
from answerable_services.console.views.zones import Zones
from tests.services.console.entered import PATIENT, Entered
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller


class Accounts:
    """Stands for the accounts' service: gives two names a page, or does not answer."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self.names = dict(names)
        self.is_there = True

    async def query(self, query: Any) -> Any:
        """Answer."""
        assert isinstance(query, AllNames)
        if not self.is_there:
            message = "nobody answers"
            raise Unavailable(message)
        known = sorted(one for one in self.names if query.after is None or one > query.after)
        page = [PersonName(person=one, name=self.names[one], sort_key=one) for one in known[:2]]
        return NamesPage(names=tuple(page), after=page[-1].person if len(known) > len(page) else None)


async def test_everybody_is_asked_for_page_by_page() -> None:
    """However many people there are, each has their name."""
    accounts = Accounts((f"staff-{n}", f"示例{n}") for n in range(5))
    names = Names(accounts)

    await names.look()

    assert names.by_id == accounts.names


async def test_a_name_that_was_forgotten_is_gone() -> None:
    """Another list takes the place of the one before, as a whole."""
    accounts = Accounts([("staff-a", "示例甲"), ("staff-b", "示例乙")])
    names = Names(accounts)
    await names.look()

    del accounts.names["staff-a"]
    await names.look()

    assert names.by_id == {"staff-b": "示例乙"}


async def test_names_stay_while_the_accounts_are_away() -> None:
    """Pages go on saying who somebody is."""
    accounts = Accounts([("staff-a", "示例甲")])
    names = Names(accounts)
    await names.look()

    accounts.is_there = False
    await names.look()

    assert names.by_id == {"staff-a": "示例甲"}


def test_whoever_has_a_name_is_called_by_it() -> None:
    """In lists and in what events say; everybody else by their id, as people say it."""
    plain = words_of(Language.ZH)
    words = plain.calling({"staff-a": "示例甲"})

    assert name_of("staff-a", words) == "示例甲"
    assert written("owner", "staff-a", words, Zones().of(None)) == "示例甲"
    assert name_of("staff-b", words) == name_of("staff-b", plain)


@pytest.mark.parametrize("page", ["/search?text=王伟", "/choose/staff?text=王伟&site=xm01"])
async def test_people_of_one_name_are_told_apart(
    browser: httpx.AsyncClient, caller: FakeCaller, page: str
) -> None:
    """Each is found with what they are and where, and with their id."""
    caller.table[FindPeople] = PeopleNames(
        names=(
            PersonName(
                person="staff-3", name="王伟", sort_key="wang", grants=(Grant(role=Role.AGENT, site="xm01"),)
            ),
            PersonName(person="staff-4", name="王伟", sort_key="wang", grants=(Grant(role=Role.AUDITOR),)),
            PersonName(person="staff-5", name="王伟", sort_key="wang"),
        )
    )
    words = words_of(Language.ZH)

    text = (await browser.get(page)).text

    assert f"{words('role.agent')} xm01 · staff-3" in text
    assert f"{words('role.auditor')} {words('all_sites')} · staff-4" in text
    assert "staff-5" in text


async def test_the_register_of_people_and_their_own_pages_say_their_names(caller: FakeCaller) -> None:
    """Their ids stand small beside: in the list, and on the page in the heading."""
    register = REGISTERS["staff"]
    row = {"staff": "staff-149", "site": "xm01", "role": "agent", "team": "hotline"}
    at_work: dict[str, Any] = {"hired_on": date(2015, 1, 5), "presence": Presence.EMPLOYED}
    caller.table[register.query] = register.page.model_validate({"rows": [row | at_work], "counts": {}})
    caller.table[StoryOf] = Story(matter="staff-149", site="xm01", state=None, facts={}, entries=())
    caller.table[AllNames] = NamesPage(names=(PersonName(person="staff-149", name="示例甲", sort_key="jia"),))
    console = create_app(caller, Notices(), CLOCK, PATIENT)
    await console.state.console.names.look()
    transport = httpx.ASGITransport(Entered(console))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        people, person = [(await browser.get(page)).text for page in ("/people", "/people/staff-149")]

    link = '<a class="id" href="/people/staff-149" title="staff-149">示例甲</a>'
    assert f'{link} <small class="beside">staff-149</small></th>' in people
    assert '<span class="id">示例甲</span> <small class="beside">staff-149</small></h1>' in person


@pytest.mark.parametrize("page", ["/people", "/people.csv"])
async def test_the_register_of_people_is_searched_by_name(
    browser: httpx.AsyncClient, caller: FakeCaller, page: str
) -> None:
    """The accounts say who is called so, and the desk gives them beside those whose rows have the text."""
    caller.table[FindPeople] = PeopleNames(
        names=tuple(PersonName(person=f"staff-{n}", name="王伟", sort_key="wang") for n in (3, 4))
    )
    register = REGISTERS["staff"]

    async def asked(words: str) -> Any:
        caller.asked.clear()
        await browser.get(f"{page}?{words}")
        return next(one for one in caller.asked if isinstance(one, register.query))

    query = await asked("text=王伟&site=xm01")
    assert (query.text, query.called_so) == ("王伟", ("staff-3", "staff-4"))
    (found,) = (one for one in caller.asked if isinstance(one, FindPeople))
    assert (found.text, found.site) == ("王伟", "xm01")
    caller.table[FindPeople] = Unavailable("nobody answers")
    assert (await asked("text=王伟")).called_so == ()
    assert (await asked("site=xm01")).called_so == ()
    assert not [one for one in caller.asked if isinstance(one, FindPeople)]


def test_the_name_of_whoever_is_chosen_stands_beside_the_field() -> None:
    """The field holds an id, which says nothing to whoever reads it."""
    words = words_of(Language.ZH).calling({"staff-a": "示例甲"})
    form = shown(form_of(COMMANDS["case.open"]), words, typed={"first_asked": ["staff-a"], "topic": ["t"]})
    told = {one.name: one.called for group in form.groups for one in group.fields}
    assert (told["first_asked"], told["topic"]) == ("示例甲", "")


@pytest.fixture
async def called(caller: FakeCaller) -> AsyncIterator[httpx.AsyncClient]:
    """A browser where three people have names, two of them the same."""
    names = {"staff-3": "示例·王伟", "staff-4": "示例·王伟", "staff-5": "示例·郑丽萍"}
    told = tuple(PersonName(person=one, name=name, sort_key="x") for one, name in names.items())
    caller.table[AllNames] = NamesPage(names=told)
    console = create_app(caller, Notices(), CLOCK, PATIENT)
    await console.state.console.names.look()
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Entered(console)), base_url="http://localhost"
    ) as browser:
        yield browser


@pytest.mark.parametrize(
    ("page", "query", "field"),
    [
        ("/cases?site=xm01&owner=", REGISTERS["case"].query, "owner"),
        ("/cases?site=xm01&waiting_for=", REGISTERS["case"].query, "waiting_for"),
        ("/handovers?site=xm01&incoming=", REGISTERS["handover"].query, "incoming"),
        ("/access?site=xm01&staff=", Findings, "staff"),
    ],
)
async def test_a_list_is_narrowed_to_a_person_by_name(
    called: httpx.AsyncClient, caller: FakeCaller, page: str, query: Any, field: str
) -> None:
    """By a part of it, too; where several are called so it is said beside the field, and the rest holds."""

    async def asked(name: str) -> tuple[str, Any]:
        text = (await called.get(f"{page}{name}&lang=zh")).text
        return text, next(one for one in reversed(caller.asked) if type(one) is query)

    _, one = await asked("郑丽萍")
    assert (getattr(one, field), one.site) == ("staff-5", "xm01")
    text, several = await asked("王伟")
    assert f'id="{field}-fault">有 2 人叫“王伟”' in text
    assert "staff-3、staff-4" in text
    assert 'value="王伟"' in text
    assert (getattr(several, field), several.site) == (None, "xm01")


@pytest.mark.parametrize("page", ["/cases", "/access"])
async def test_nobody_is_called_so(called: httpx.AsyncClient, page: str) -> None:
    """It is said beside the field of the page, and refused where a file would be of everybody."""
    field = "staff" if page == "/access" else "owner"
    shown = await called.get(f"{page}?{field}=无名氏&lang=zh")
    file = await called.get(f"{page}.csv?{field}=无名氏&lang=zh")

    assert (shown.status_code, file.status_code) == (200, 422)
    assert "没有姓名或编号是“无名氏”的" in shown.text


async def test_the_file_of_the_register_of_people_has_their_names(
    called: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """With the id behind it, as the page has them beside each other."""
    register = REGISTERS["staff"]
    row = {"staff": "staff-5", "site": "xm01", "role": "agent", "team": "hotline"}
    at_work: dict[str, Any] = {"hired_on": date(2015, 1, 5), "presence": Presence.EMPLOYED}
    caller.table[register.query] = register.page.model_validate({"rows": [row | at_work], "counts": {}})

    assert "示例·郑丽萍 staff-5" in (await called.get("/people.csv?lang=zh")).text
