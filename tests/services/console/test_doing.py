"""What can be done stands on the pages, and is done by forms: once, by whoever is signed in, nothing lost."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from answerable.commands.registry import COMMANDS
from answerable.deciding import may_begin
from answerable.errors import BrokenRule, Forbidden, Invalid, Refused, Unavailable
from answerable.identity import Grant
from answerable.identity.table import table
from answerable.queries import desk, intake
from answerable.queries.base import Direction
from answerable.queries.matters import Story, TimelineEntry
from answerable.queries.registers import REGISTERS
from answerable.streams.complaint import events as complaint
from answerable.streams.rulebook import events as rulebook
from answerable.streams.staff.events import Role
from answerable.wording import Sentence
from answerable_services.console.forms import form_of
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.links import link_of
from tests.services.console.entered import WHO, entered, proved
from tests.services.console.following import Visitor, asked_in, said
from tests.services.console.given.moments import NOW, ago
from tests.services.console.sample import FakeCaller
from tests.services.intake.any_command import BY_THE_SYSTEM

TARGET = "complaint-76"
MATTERS = {"case": "case-INC0000045", "complaint": TARGET}
BOUND = rulebook.Bound.event_type
TYPED = {"responsible": "149", "reason": "三次 & <b>没有</b> 回音\nline two"}


@pytest.fixture
def visitor(browser: httpx.AsyncClient, caller: FakeCaller) -> Visitor:
    """Somebody who may do everything everywhere."""
    caller.table[desk.StoryOf] = story
    return Visitor(browser, "xm01")


def story(query: Any) -> Story:
    """A matter of any stream, with three events."""
    entries = [
        TimelineEntry(
            sequence=number,
            event=f"{query.matter}.{number}",
            type=complaint.Filed.event_type,
            occurred_at=ago(hours=4 - number),
            recorded_at=ago(hours=4 - number),
            actor="staff-149",
            is_imported=False,
            fields={"topic": "t", "channel": "call", "text": "x"} if number == 1 else {},
        )
        for number in (1, 2, 3)
    ]
    return Story(matter=query.matter, site="xm01", facts={"topic": "t"}, entries=tuple(entries))


OF_PEOPLE = [
    name for name, model in COMMANDS.items() if model.stream != "account" and name not in BY_THE_SYSTEM
]
"""What people give: what happens to credentials the system records itself."""


@pytest.mark.parametrize("name", OF_PEOPLE)
async def test_every_command_has_a_way_in(visitor: Visitor, name: str) -> None:
    """It is offered on a page that a person comes to, and what is offered leads to its form."""
    model = COMMANDS[name]
    stream = model.stream
    target = "" if may_begin(model) else MATTERS.get(stream, f"{stream}-1")
    offered, _ = await visitor.offered(target)
    (at,) = [one for one in offered if one.partition("?")[0] == f"/do/{stream}/{name.partition('.')[2]}"]
    text = await visitor.read(at)

    assert form_of(model).fields[-1].name in asked_in(text)
    assert len(text.encode()) < 150_000


def as_role(role: str, caller: FakeCaller | None = None) -> httpx.AsyncClient:
    """The browser of somebody who has one role at one site."""
    caller = caller or FakeCaller()
    caller.table[desk.StoryOf] = story
    caller.proved = proved(Grant(role=Role(role), site="xm01"))
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


@pytest.mark.parametrize("role", table().staff)
async def test_what_a_role_may_is_offered_to_it(role: str) -> None:
    """What may begin something stands on the page of all that can be begun, and nothing else does."""
    may = [entry.row for entry in table().what(role) if not entry.is_for_others]
    begun = {name for name, model in COMMANDS.items() if may_begin(model)}
    wanted = {name for row in may for name in row.do if name in begun}
    async with as_role(role) as client:
        text = await Visitor(client, "xm01").read("/do")
        sees = any("desk.story_of.complaint" in row.do for row in may)
        of_complaint = await Visitor(client, "xm01").read(f"/complaints/{TARGET}", 200 if sees else 403)
    found = {f"{stream}.{name}" for stream, name in re.findall(r'href="/do/([a-z]+)/([a-z_]+)', text)}

    assert found == wanted
    steps = {name for name in COMMANDS if name.startswith("complaint.")} - begun
    offered = {f"complaint.{one}" for one in re.findall(r'href="/do/complaint/([a-z_]+)', of_complaint)}
    assert offered - begun == {name for row in may for name in row.do if name in steps}


def test_every_command_is_somebodys() -> None:
    """There is a role of a person for each."""
    of_people = {entry.role for name in OF_PEOPLE for entry in table().who(name)} & set(table().staff)
    assert of_people
    assert [name for name in OF_PEOPLE if not {one.role for one in table().who(name)} & of_people] == []


async def test_lists_have_what_begins_a_matter(visitor: Visitor) -> None:
    """A button above each list leads to the form."""
    begun = {
        "/complaints": "/do/complaint/file",
        "/faults": "/do/fault/report",
        "/cases": "/do/case/open",
        "/contacts": "/do/contact/receive",
        "/deliveries": "/do/delivery/accept",
        "/exports": "/do/export/ask",
        "/people": "/do/staff/hire",
        "/handovers": "/do/handover/start",
        "/visits": "/do/visit/plan",
        "/surveys": "/do/survey/prepare",
        "/questionnaires": "/do/questionnaire/send",
        "/demands": "/do/demand/ask",
        "/disputes": "/do/dispute/raise",
        "/reports": "/do/report/draft",
        "/disclosures": "/do/disclosure/ask",
        "/outsiders": "/do/outsider/admit",
        "/pledges": "/do/pledge/sign",
        "/incidents": "/do/incident/report",
        "/trainings": "/do/training/plan",
        "/documents": "/do/document/draft",
        "/documentcopies": "/do/documentcopy/hand_out",
        "/filledforms": "/do/filledform/begin",
        "/improvements": "/do/suggestion/make",
        "/deposits": "/do/deposit/ask",
        "/hazmats": "/do/hazmat/catalogue",
        "/hazmatbooks": "/do/hazmatbook/open",
        "/keys": "/do/key/catalogue",
        "/unsealings": "/do/unsealing/ask_in_emergency",
        "/keycounts": "/do/keycount/count_keys",
        "/lockchanges": "/do/lockchange/apply",
        "/foundkeys": "/do/foundkey/report",
        "/workorders": "/do/workorder/request_repair",
        "/leaves": "/do/leave/ask",
        "/attendances": "/do/attendance/come",
        "/dutylogs": "/do/dutylog/open",
        "/swaps": "/do/swap/propose",
        "/remotes": "/do/remote/ask",
        "/liaisons": "/do/liaison/file",
        "/gradings": "/do/grading/propose",
        "/salesleads": "/do/saleslead/record",
        "/customerfiles": "/do/customerfile/open",
        "/customerevents": "/do/customerevent/plan",
        "/shipments": "/do/shipment/take",
        "/saledays": "/do/saleday/hand_in",
        "/stockouts": "/do/stockout/take_off",
    }
    lists = {f"/{one.register.name}" for one in REGISTERS.values()}
    # Recorded by the system, or begun about a matter.
    assert lists - {"/attempts", "/notes", "/obligations", "/payments", "/reminders"} == set(begun)
    for path, form in begun.items():
        assert f'class="button begin" href="{form}"' in await visitor.read(path), path
        assert f'href="{form}?site=xm01"' in await visitor.read(f"{path}?site=xm01"), path


async def test_a_person_is_assessed_from_their_statement(visitor: Visitor) -> None:
    """What is begun about somebody has them and the month filled in."""
    page = await visitor.read("/scores/xm01/staff-149/2016-03")
    (at,) = re.findall(r'href="(/do/assessment/record_extra[^"]*)"', page)
    form = asked_in(await visitor.read(at.replace("&amp;", "&")))

    assert (form["staff"], form["month"]) == (["staff-149"], ["2016-03"])


async def test_a_command_is_given_once(visitor: Visitor, caller: FakeCaller) -> None:
    """A second click, a reload and the way back send the same key; each form has its own."""
    form = await visitor.form("complaint.uphold", TARGET)
    for _ in range(2):
        answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/complaints/{TARGET}")
    (first, key), (second, again) = caller.given
    assert (first, key) == (second, again)
    assert first.model_dump(exclude_none=True) == {
        "site": "xm01",
        "complaint": TARGET,
        "responsible": "staff-149",
        "is_conflict": False,
        "reason": TYPED["reason"],
    }
    assert (await visitor.form("complaint.uphold", TARGET))["form_key"] != form["form_key"]


@pytest.mark.parametrize("language", Language)
async def test_what_was_recorded_is_told_once(
    visitor: Visitor, browser: httpx.AsyncClient, language: Language
) -> None:
    """On the page that the form leads to, in the reader's language, and not on the next one."""
    browser.headers["accept-language"] = language
    await visitor.do("complaint.uphold", TARGET, **TYPED)
    assert 'id="recorded"' not in await visitor.read(f"/complaints/{TARGET}")
    await visitor.send("complaint.uphold", TARGET, await visitor.form("complaint.uphold", TARGET), **TYPED)
    page = await visitor.read(f"/complaints/{TARGET}")
    assert words_of(language)("command.complaint.uphold") in said(page.partition('id="recorded"')[2])


async def test_a_form_leads_to_what_may_be_seen(visitor: Visitor, caller: FakeCaller) -> None:
    """Whoever may not see what they recorded is told so at home, without a link to what is refused."""
    form = await visitor.form("complaint.uphold", TARGET)
    caller.table[desk.StoryOf] = _refused
    answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    home = (await visitor.read("/")).partition('id="recorded"')[2].partition("</div>")[0]
    assert f'<span class="id">{TARGET}</span>' in home
    assert "<a " not in home


def _refused(query: Any) -> Story:
    """See the matter itself, as the form has to, and nothing of what became of it."""
    if query.limit == 1 and query.order is Direction.ASCENDING:
        raise Forbidden("not yours")
    return story(query)


async def test_a_form_of_elsewhere_is_refused(visitor: Visitor, caller: FakeCaller) -> None:
    """Without its token, or with another one, nothing is given."""
    form = await visitor.form("complaint.uphold", TARGET)
    (field,) = [name for name in form if "token" in name]
    for token in ([], ["x"]):
        sent = {name: value for name, value in form.items() if name != field} | {field: token}
        assert (await visitor.send("complaint.uphold", TARGET, sent, **TYPED)).status_code == 403
    assert caller.given == []


async def test_a_refusal_stands_beside_its_field(visitor: Visitor, caller: FakeCaller) -> None:
    """All that was typed is kept, with the same key; what is about no field stands above the form."""
    form = await visitor.form("complaint.uphold", TARGET)
    broken = BrokenRule(pointer="/responsible", rule="not-employed", message="was not employed then")
    caller.refusal = Invalid("x", broken_rules=(broken,))
    answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)
    again = asked_in(answer.text)

    assert answer.status_code == 422
    assert 'id="complaint-uphold-responsible-fault"' in answer.text
    assert {name: again[name] for name in TYPED} == {
        "responsible": ["149"],
        "reason": [TYPED["reason"].replace("\n", "\r\n")],
    }
    assert again["form_key"] == form["form_key"]
    caller.refusal = Refused("the owner alone decides")
    answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)
    assert answer.status_code == 409
    assert 'id="faster"' not in answer.text


async def test_one_begins_to_type_at_once(visitor: Visitor, caller: FakeCaller) -> None:
    """The first input that waits for something has the focus; where something is amiss, what is said."""
    at = visitor.address("complaint.uphold", TARGET)
    text = await visitor.read(at)
    assert re.findall(r'id="([^"]+)"[^>]* autofocus', text) == ["complaint-uphold-responsible"]
    assert text.count("<h1") == 1
    caller.refusal = Refused("already judged")
    answer = await visitor.send("complaint.uphold", TARGET, asked_in(text), **TYPED)
    assert re.findall(r' autofocus id="([^"]+)"', answer.text) == ["complaint-uphold-amiss"]
    assert answer.text.count(" autofocus") == 1


async def test_what_the_form_itself_finds_is_not_sent(visitor: Visitor, caller: FakeCaller) -> None:
    """It is found by the command's model, before intake is asked."""
    form = await visitor.form("complaint.uphold", TARGET)
    answer = await visitor.send("complaint.uphold", TARGET, form, responsible="the one next door")

    assert answer.status_code == 422
    assert asked_in(answer.text)["responsible"] == ["the one next door"]
    assert caller.given == []


async def test_who_may_not_for_all_sites_names_one() -> None:
    """A role holds at the form's own site at first; left empty it is said beside the field, and not sent."""
    caller = FakeCaller()
    caller.table[desk.StoryOf] = story
    caller.proved = proved(Grant(role=Role.MANAGER, site="xm01"))
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        manager = Visitor(client, "xm01")
        form = await manager.form("staff.withdraw_role", "staff-149")
        assert form["at"] == ["xm01"]
        typed = {"role": "lead", "since": "2016-03-31", "reason": "r", "at": ""}
        answer = await manager.send("staff.withdraw_role", "staff-149", form, **typed)

    assert (answer.status_code, caller.given) == (422, [])
    assert 'id="staff-withdraw_role-at-fault"' in answer.text


@pytest.mark.parametrize("language", Language)
async def test_somebody_was_faster(
    visitor: Visitor, browser: httpx.AsyncClient, caller: FakeCaller, language: Language
) -> None:
    """What happened since the form was made is told in words, and nothing that was typed is lost."""
    browser.headers["accept-language"] = language
    form = await visitor.form("complaint.uphold", TARGET)
    caller.refusal = Refused("already judged")
    answer = await visitor.send("complaint.uphold", TARGET, {**form, "seen": ["2"]}, **TYPED)

    assert answer.status_code == 409
    faster = answer.text.partition('id="faster"')[2].partition('id="before"')[0]
    assert words_of(language)("event.complaint.filed") in faster
    assert faster.count("<li>") == 1
    assert asked_in(answer.text)["responsible"] == ["149"]


async def test_an_outcome_that_is_unknown_can_be_asked_for_again(
    visitor: Visitor, caller: FakeCaller
) -> None:
    """The same form keeps its key, so that sending it again records it once."""
    form = await visitor.form("complaint.uphold", TARGET)
    caller.refusal = Unavailable("nobody answers")
    answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)

    assert answer.status_code == 503
    assert asked_in(answer.text)["form_key"] == form["form_key"]
    caller.refusal = Invalid("used for another command", rule="idempotency-key")
    answer = await visitor.send("complaint.uphold", TARGET, form, **TYPED)
    assert asked_in(answer.text)["form_key"] != form["form_key"]


@pytest.mark.parametrize("language", Language)
async def test_a_fault_is_reported_from_a_phone(
    visitor: Visitor, caller: FakeCaller, language: Language
) -> None:
    """Four inputs, the first filled in, the rest folded; nothing typed is lost where nobody answers."""
    at = f"{visitor.address('fault.report')}&lang={language}"
    text = await visitor.read(at)
    assert 'class="ask brief"' in text
    open_, _, folded = text.partition('class="ask brief"')[2].partition("<details")
    assert all(f'id="fault-report-{name}"' in open_ for name in ("began_at", "place", "phenomenon", "plan"))
    assert 'id="fault-report-customer"' in folded
    form = asked_in(text)
    assert form["began_at"] == ["2016-03-31T14:03"]
    caller.refusal = Unavailable("nobody answers")
    typed = {"place": "车库", "phenomenon": "道闸不开", "plan": "手动抬杆", "customer": "customer-7"}
    answer = await visitor.send("fault.report", "", form, **typed)

    assert answer.status_code == 503
    kept = asked_in(answer.text)
    assert {name: kept[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert (kept["form_key"], kept["began_at"]) == (form["form_key"], form["began_at"])


async def test_searching_in_a_field(visitor: Visitor, caller: FakeCaller) -> None:
    """Without a script: what is found can be chosen, what was typed stays, and what is chosen is sent."""
    published: Any = REGISTERS["staff"]
    found = {"staff": "staff-150", "site": "xm01", "presence": "at_work", "team": "t", "role": "agent"}
    row = published.row.model_construct(**{name: found.get(name) for name in published.row.model_fields})
    page = published.page.model_construct(rows=(row,), counts={}, before=None, after=None)
    caller.table[published.query] = page
    form = await visitor.form("complaint.uphold", TARGET)
    answer = await visitor.send(
        "complaint.uphold", TARGET, form, responsible="15", reason="r", search="responsible"
    )
    asked = asked_in(answer.text)

    assert answer.status_code == 200
    assert (asked["responsible"], asked["reason"]) == (["15"], ["r"])
    assert 'name="responsible.chosen" value="staff-150"' in answer.text
    assert caller.given == []
    chosen = {**asked, "responsible.chosen": ["staff-150"]}
    assert (await visitor.send("complaint.uphold", TARGET, chosen)).status_code == 303
    assert getattr(caller.given[0][0], "responsible") == "staff-150"  # noqa: B009 - of one command alone


async def test_a_customer_whose_id_was_typed_to_its_end_stands_first(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """However many others contain it, and however much newer their contacts are."""
    published: Any = REGISTERS["contact"]
    others = [f"customer-xm01-39{n}" for n in range(12)]

    def contacts(query: Any) -> Any:
        named = others if query.customer is None else [query.customer]
        rows = tuple(published.row.model_construct(customer=one) for one in named[: query.limit])
        return published.page.model_construct(rows=rows, counts={}, before=None, after=None)

    caller.table[published.query] = contacts
    for text in ("xm01-39", "customer-XM01-39"):
        found = (await browser.get("/choose/customer", params={"text": text})).json()
        assert found[0]["id"].casefold() == "customer-xm01-39"
        assert [one["id"] for one in found[1:]] == others[:11]
    first = (await browser.get("/choose/customer")).json()
    assert [one["id"] for one in first] == others


async def test_nobody_is_asked_who_does_it(visitor: Visitor) -> None:
    """Who has signed in does; only who owns a new case may be somebody else."""
    assert "by" not in await visitor.form("complaint.investigate", TARGET)
    assert (await visitor.form("case.open", ""))["first_asked"] == [WHO]
    async with as_role("agent") as client:
        assert "acting_for" not in await Visitor(client, "xm01").form("leave.ask")


@pytest.mark.parametrize(
    ("role", "whose", "given"), [("lead", "149", "staff-149"), ("lead", "", None), ("agent", "149", None)]
)
async def test_who_takes_down_what_others_did_says_whose_it_is(
    role: str, whose: str, given: str | None
) -> None:
    """As a leave asked for by telephone; it is their own where nothing is said, or their role may not."""
    caller = FakeCaller()
    typed = {"leave_kind": "personal", "since": "2016-04-05", "until": "2016-04-05", "reason": "r"}
    async with as_role(role, caller) as client:
        visitor = Visitor(client, "xm01")
        answer = await visitor.send(
            "leave.ask", "", await visitor.form("leave.ask"), **typed, acting_for=whose
        )
    assert answer.status_code == 303
    ((command, _),) = caller.given
    assert command.acting_for == given


async def test_a_correction_holds_what_holds(visitor: Visitor, caller: FakeCaller) -> None:
    """It is told that it hides nothing, and what is left as it is is not sent."""
    form = await visitor.form("complaint.correct_filing", TARGET)
    assert (form["topic"], form["channel"]) == (["t"], ["call"])
    text = await visitor.read(visitor.address("complaint.correct_filing", TARGET))
    assert words_of(Language.ZH)("do.corrections_hint") in text
    await visitor.send("complaint.correct_filing", TARGET, form, topic="another", reason="r")
    given = caller.given[0][0].model_dump(exclude_none=True)
    assert given == {
        "site": "xm01",
        "complaint": TARGET,
        "topic": "another",
        "reason": "r",
    }


async def test_what_is_not_possible_says_why(visitor: Visitor, caller: FakeCaller) -> None:
    """The button is switched off, its reason is tied to it, and its form is not shown."""
    why = intake.PossibleCommand(
        command="complaint.uphold",
        is_permitted=True,
        is_possible=False,
        is_decided=True,
        begins=False,
        why=None,
    )
    refusal = Refused("the complaint has to be investigated first")
    told = why.model_copy(update={"why": Sentence(key="k", zh="须先调查", en=refusal.message)})
    caller.table[intake.Possible] = intake.Possibilities(
        site="xm01", target=TARGET, version=1, stage=None, commands=(told,)
    )
    links, reasons = await visitor.offered(TARGET)
    assert reasons == {"complaint-uphold": "须先调查"}
    assert not any(one.startswith("/do/complaint/uphold") for one in links)
    text = await visitor.read(visitor.address("complaint.uphold", TARGET))
    assert "须先调查" in text
    assert 'class="ask"' not in text


def commands_on(links: set[str]) -> set[str]:
    """Give the commands that links lead to, by name."""
    found = (re.match(r"/do/([a-z]+)/([a-z_]+)", one) for one in links)
    return {f"{one[1]}.{one[2]}" for one in found if one is not None}


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ("001-m8", "001-m8 为 2 至 5 分，填正数；不填则暂按 2 分计，待选定。"),
        ("001-m10", None),
        ("001-none", None),
        ("", None),
    ],
)
async def test_a_form_says_which_points_its_article_gives(
    browser: httpx.AsyncClient, caller: FakeCaller, article: str, said: str | None
) -> None:
    """Where the article leaves them to whoever records it, they are not called optional."""

    def told(query: Any) -> Story:
        found = story(query)
        if not query.matter.startswith("rulebook-"):
            return found
        bound = {"effective_from": "2016-01-01", "rulebook": "call-centre-80", "purposes": ["scoring"]}
        return found.model_copy(
            update={"entries": (found.entries[0].model_copy(update={"type": BOUND, "fields": bound}),)}
        )

    caller.table[desk.StoryOf] = told
    asked = {"site": "xm01", "about": "case-INC0000045", "article": article}
    page = (await browser.get("/do/assessment/record_violation", params=asked)).text
    field = page.partition('<label for="assessment-record_violation-points">')[2].partition("<input")[0]
    words = words_of(Language.ZH)
    assert ((said or words("asked.assessment.points.help")) in field, words("form.optional") in field) == (
        True,
        said is None,
    )


async def test_no_entry_is_begun_on_the_page_of_another(visitor: Visitor) -> None:
    """An entry suggests nothing: what is set aside, confirmed or marked begins with a fact or a person."""
    links, _ = await visitor.offered("assessment-7")
    assert commands_on(links) == {"assessment.revoke", "note.write"}


@pytest.mark.parametrize(
    ("matter", "stage", "offered"),
    [
        (
            "contact-1",
            "answered",
            {"case.open", "note.write", "workorder.request_repair", "saleslead.record"},
        ),
        ("contact-1", "voided", {"note.write"}),
        ("delivery-1", "withdrawn", {"note.write"}),
    ],
)
async def test_nothing_is_begun_about_what_was_taken_back(
    visitor: Visitor, caller: FakeCaller, matter: str, stage: str, offered: set[str]
) -> None:
    """What intake refuses to be named for, whatever is typed, is not offered; a note about it can be."""
    caller.table[intake.Possible] = intake.Possibilities(
        site="xm01", target=matter, version=2, stage=stage, commands=()
    )
    links, _ = await visitor.offered(matter)
    assert commands_on(links) == offered


async def test_a_page_stands_without_what_can_be_done(visitor: Visitor, caller: FakeCaller) -> None:
    """Where intake does not answer, the matter is told all the same."""
    caller.table[intake.Possible] = Unavailable("nobody answers")
    assert words_of(Language.ZH)("do.unknown") in await visitor.read(f"/complaints/{TARGET}")


async def test_what_can_be_begun_is_found_by_its_letters(visitor: Visitor) -> None:
    """By the words of the page, without a script."""
    text = await visitor.read("/do?site=xm01&text=投诉")
    assert set(re.findall(r'href="/do/([a-z]+)/', text)) == {"complaint"}
    assert 'class="empty"' in await visitor.read("/do?site=xm01&text=none-such")


async def test_a_site_is_asked_for_where_it_does_not_follow(
    visitor: Visitor, browser: httpx.AsyncClient
) -> None:
    """Of two sites none is guessed at; whoever works at one has that."""
    text = await visitor.read("/do/complaint/file?about=case-INC0000045")
    assert 'name="about" value="case-INC0000045"' in text
    async with as_role("agent") as client:
        assert 'class="ask"' in await Visitor(client, "xm01").read("/do/complaint/file")
    assert (await browser.get("/do/complaint/file?site=No%20Site")).status_code == 422


@pytest.mark.parametrize(
    "path", ["/do/case/fly", "/do/nothing/at_all", "/do/case/transfer?site=xm01", "/choose/x"]
)
async def test_what_there_is_not(visitor: Visitor, path: str) -> None:
    """An unknown command, one without its matter, and what no field searches."""
    await visitor.read(path, 404)


def test_the_example_is_of_this_moment() -> None:
    """The stand-in's events lie before its clock."""
    assert story(desk.StoryOf(matter=TARGET)).entries[-1].occurred_at < NOW
    assert link_of(TARGET) == f"/complaints/{TARGET}"
