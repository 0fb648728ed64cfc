"""Where one's mail goes, and what was sent to whom, in the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from answerable.identity import Grant
from answerable.settings import Settings
from answerable.streams.staff.events import Role
from tests.services.accounts.messages.receivers import MailServer, mail_server
from tests.services.console.entered import entered, proved
from tests.services.console.house import AGENT, House, house_in
from tests.services.console.sample import FakeCaller


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as server:
        yield server


@pytest.fixture
def house(tmp_path: Path, mail: MailServer) -> Iterator[House]:
    settings = Settings(data=tmp_path, smtp_url=mail.url, smtp_from="reminders@answerable.example")
    with house_in(tmp_path, settings=settings) as opened:
        opened.joined(AGENT)
        yield opened


@pytest.mark.server
async def test_somebody_says_where_their_mail_goes(house: House, mail: MailServer) -> None:
    """They try it, and take it back; a slip is said beside the input, and changes nothing."""
    async with house.browser() as browser:
        await browser.sign_in()
        before = await browser.send("/account/mail/try", "/account")
        assert "say where mail goes first" in before.text
        wrong = await browser.send("/account/mail", "/account", mail="lin at centre")
        assert wrong.status_code == 422
        assert "this is no mail address" in wrong.text
        assert 'value="lin at centre"' in wrong.text

        await browser.send("/account/mail", "/account", mail="lin@centre.example")
        page = await browser.get("/account?done=mail")
        assert "It goes to lin@centre.example." in page.text
        tried = await browser.send("/account/mail/try", "/account")
        assert tried.headers["location"] == "/account?done=mail_tried#mail"
        assert [to for to, _, _, _ in mail.taken()] == ["lin@centre.example"]
        again = await browser.send("/account/mail/try", "/account")
        assert again.status_code == 429
        assert "one a minute, and five an hour" in again.text
        assert len(mail.taken()) == 1

        await browser.send("/account/mail/remove", "/account")
        assert "lin@centre.example" not in (await browser.get("/account")).text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_was_sent_to_whom(caller: FakeCaller, language: str) -> None:
    """Each with where it stands and its reminder; no address; the next page behind the last."""
    caller.proved = proved(Grant(role=Role.OPERATIONS))
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        page = await client.get(f"/admin/messages?lang={language}")
    assert page.status_code == 200
    assert ("may have arrived, not sent again" if language == "en" else "可能已送达，不再重发") in page.text
    assert "after=1" in page.text
    assert ("a message to try" if language == "en" else "测试邮件") in page.text.partition("<tbody")[2]
    assert "&lt;time" not in page.text
    assert ("from 2016-03-31" if language == "en" else "2016-03-31 14:03 后发送") in page.text
    assert "@" not in page.text.partition("<main")[2]


async def test_it_is_not_for_everybody(caller: FakeCaller) -> None:
    """An agent is told that it is not."""
    caller.proved = proved(Grant(role=Role.AGENT, site="xm01"))
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        assert (await client.get("/admin/messages?lang=en")).status_code == 403
