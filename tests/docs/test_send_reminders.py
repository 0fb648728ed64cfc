"""The page on reminders, as it stands: with its settings mail arrives, and another system is told."""

from __future__ import annotations

import asyncio
import base64
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.queries import accounts as q
from answerable.settings import Settings
from tests.services.accounts.messages.receivers import mail_server
from tests.services.accounts.served import AGENT, joined, running_house

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "send-reminders.md"


def said() -> dict[str, str]:
    """Give what the page sets."""
    text = PAGE.read_text(encoding="utf-8")
    return dict(re.findall(r"^export (ANSWERABLE_\w+)=(\S+)$", text, re.MULTILINE))


def test_it_sets_settings() -> None:
    """Each by a name that there is."""
    known = {f"ANSWERABLE_{name.upper()}" for name in Settings.model_fields}
    assert len(said()) == 6
    assert set(said()) <= known


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "hook-secret"
    secret.write_text(f"whsec_{base64.b64encode(b'a secret of twenty-four b').decode()}\n")
    password = tmp_path / "smtp-password"
    password.write_text("hush\n")
    files = {"ANSWERABLE_HOOK_SECRET_FILE": str(secret), "ANSWERABLE_SMTP_PASSWORD_FILE": str(password)}
    return said() | files


@pytest.mark.server
def test_mail_can_be_tried(tmp_path: Path, variables: dict[str, str]) -> None:
    """Whoever said where their mail goes gets a message to try, by the button's question."""
    with mail_server(tmp_path) as mail:
        # A server on this machine stands for the company's: it asks for no password.
        here: dict[str, Any] = variables | {"ANSWERABLE_SMTP_URL": mail.url}
        with running_house(tmp_path / "data", **here) as house:

            async def try_it() -> None:
                async with house.asking() as console:
                    entered = await joined(house, console, AGENT, SecretStr("stapler under the warm bicycle"))
                    assert entered.session is not None
                    to = q.SetMailAddress(session=entered.session, address="lin@centre.example")
                    await console.query(to)
                    await console.query(q.TryMail(session=entered.session))

            asyncio.run(try_it())
        ((to, subject, _, _),) = mail.taken()
    assert (to, subject) == ("lin@centre.example", "测试邮件 A message to try")
