"""What the pages deny: counted where they refuse it themselves, and not where somebody looks around."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.identity import Grant
from answerable.messaging.denials import Denials
from answerable.streams.account.events import Denial, Way
from answerable.streams.staff.events import Role
from answerable_services.console.app import create_app
from answerable_services.console.live import Notices
from tests.services.console.entered import PATIENT, WHO, Entered, proved
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller


def _browser(role: Role) -> tuple[httpx.AsyncClient, Denials, FakeCaller]:
    caller, denials = FakeCaller(), Denials("console")
    caller.proved = proved(Grant(role=role, site="xm01"))
    app = Entered(create_app(caller, Notices(), CLOCK, PATIENT, denials=denials))
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://localhost"
    )
    return client, denials, caller


@pytest.mark.parametrize("role", list(Role))
async def test_whoever_looks_around_tries_nothing(role: Role) -> None:
    """No page that somebody's own navigation leads to asks for what they may not, and none counts."""
    client, denials, _ = _browser(role)
    async with client:
        home = await client.get("/")
        for address in set(re.findall(r'<a[^>]* href="(/[a-z]*)"', home.text)):
            assert (await client.get(address)).status_code in {200, 303}, address
    assert len(denials) == 0


@pytest.mark.parametrize("role", list(Role))
async def test_what_a_page_names_leads_nowhere_that_is_denied(role: Role) -> None:
    """A link to a matter, a person or a site stands only where whoever reads may open it."""
    client, denials, _ = _browser(role)
    named = r'href="(/(?:people|cases|contacts|matters|handovers|complaints|faults|deliveries)/[^"#?]+)'
    async with client:
        lists = ("/", "/access", "/access?show=accesses&amp;staff=staff-149", "/access?staff=staff-149")
        pages = [await client.get(address.replace("&amp;", "&")) for address in lists]
        texts = [page.text for page in pages if page.status_code == 200]
        found = sorted({address for text in texts for address in re.findall(named, text)})
        before = len(denials)
        assert [one for one in found if (await client.get(one)).status_code == 403] == []
        assert "None" not in {address for text in texts for address in re.findall(r'href="([^"]*)"', text)}
    assert len(denials) == before
    if role in {Role.AGENT, Role.LEAD, Role.TECHNICIAN, Role.DATA_PROTECTION_OFFICER}:
        assert {one for one in found if one.startswith("/people/")} <= {f"/people/{WHO}"}


@pytest.mark.parametrize("role", list(Role))
async def test_only_who_is_scored_is_led_to_their_own_score(role: Role) -> None:
    """Whoever sees the statements of others may have none, and who may see their own is not always scored."""
    client, _, _ = _browser(role)
    async with client:
        text = (await client.get("/account")).text
    assert (f"/scores/xm01/{WHO}/" in text) == (role is Role.AGENT)


@pytest.mark.parametrize("role", list(Role))
async def test_no_way_from_a_page_leads_to_what_is_denied(role: Role) -> None:
    """The ways between the lists of accesses, and from a statement to its list, are for whom they open."""
    client, denials, _ = _browser(role)
    ways = r'href="(/(?:access|scores)(?:\?[^"#]*)?)"'
    async with client:
        pages = [await client.get(address) for address in ("/access", f"/scores/xm01/{WHO}/2016-03")]
        texts = [page.text for page in pages if page.status_code == 200]
        before = len(denials)
        found = {one.replace("&amp;", "&") for text in texts for one in re.findall(ways, text)}
        assert [one for one in sorted(found) if (await client.get(one)).status_code == 403] == []
    assert len(denials) == before


async def test_a_page_that_is_not_theirs_is_denied_and_counts() -> None:
    """Whoever types its address is refused by the table, and no service is asked."""
    client, denials, caller = _browser(Role.AGENT)
    async with client:
        answer = await client.get("/access")
    assert answer.status_code == 403
    found = {(one.action, one.denial, one.way, one.who) for one in denials._counted}
    assert ("page.access", Denial.ROLE, Way.PAGE, WHO) in found
    assert not [one for one in caller.asked if one.service == "audit"]


async def test_a_foreign_form_counts() -> None:
    """One that another page sent, and one that was made for another session."""
    client, denials, _ = _browser(Role.AGENT)
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with client:
        foreign = await client.post(
            "/do/case/open", content=b"a=b", headers={**form, "origin": "http://evil.example"}
        )
        stale = await client.post(
            "/do/case/open", content=b"form_token=x.y", headers={**form, "origin": "http://localhost"}
        )
    assert (foreign.status_code, stale.status_code) == (403, 403)
    for one in (foreign, stale):
        assert "表单不是从为您打开的页面提交的" in one.text
        assert "您的岗位不能" not in one.text
    assert {one.denial for one in denials._counted} == {Denial.FOREIGN}
    assert {one.action for one in denials._counted} == {"page.do"}


@pytest.mark.parametrize("role", [Role.LEAD, Role.MANAGER, Role.AGENT, Role.GENERAL_MANAGER])
async def test_the_system_page_is_refused_and_not_said_to_be_broken(role: Role) -> None:
    """Whoever may not see the system's state is told that, and not that services do not answer."""
    client, _, _ = _browser(role)
    async with client:
        assert (await client.get("/system")).status_code == 403


@pytest.mark.parametrize(
    ("role", "address"),
    [(Role.LEAD, "/do/case/open?site=gz02"), (Role.AGENT, "/do/duty/roster"), (Role.AGENT, "/do/site/open")],
)
async def test_a_form_that_would_be_refused_is_not_opened(role: Role, address: str) -> None:
    """Nobody types what cannot be recorded: the table is asked before the form is shown."""
    client, denials, _ = _browser(role)
    async with client:
        assert (await client.get(address)).status_code == 403
        assert (await client.get("/do/case/open?site=xm01")).status_code == 200
    assert len(denials) == 1
