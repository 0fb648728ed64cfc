"""What the page about security says in numbers and tables is what the code does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from answerable.identity import tokens
from answerable.identity.keys import Owner
from answerable.ledger.server.accounts import User
from answerable_services.accounts import answers, invitations, passwords, second_factor
from answerable_services.accounts.sessions import Lasting
from answerable_services.console.app import ROUTERS
from tests.docs.pages import text_of

PAGE = text_of("docs/concepts/security.md")


def test_how_long_things_hold() -> None:
    """Sessions, tokens and links last as long as the page says."""
    assert Lasting() == Lasting(idle=timedelta(hours=1), absolute=timedelta(hours=12))
    assert "an hour without use, twelve hours at most; a token: two minutes" in PAGE
    assert (answers.LIFETIME_S, tokens.LIFETIME_S) == (120, 300)
    assert "a token that it signs with a key of its own | five minutes |" in PAGE
    assert {lasts.days for lasts in invitations.LASTS.values()} == {1, 7}
    assert "after seven days (a day where it is a reset, or the first of an installation)" in PAGE


def test_what_is_asked_of_a_password() -> None:
    """Its least length, and how many recovery codes stand in for a phone."""
    assert f"at least {passwords.SHORTEST} characters" in PAGE
    assert second_factor.RECOVERY_CODES_GIVEN == 10
    assert "ten recovery codes" in PAGE


@pytest.mark.parametrize("user", User)
def test_every_user_of_the_server_is_told(user: User) -> None:
    """The table of users has each, with the account that it lives in."""
    assert re.search(rf"^\| .*`{user}`.* \| `(LEDGER|CENTRE)` \| ", PAGE, re.MULTILINE)


@pytest.mark.parametrize("owner", Owner)
def test_every_key_is_told(owner: Owner) -> None:
    """The table of keys says for whom each speaks."""
    keys = PAGE.partition("| key of | speaks for |")[2].partition("\n\n")[0]
    assert f"`{owner}`" in keys


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_pages_that_the_readme_names(page: str) -> None:
    """Each address that the READMEs name in brackets is a page of the console's."""
    named = set(re.findall(r"[(（]`(/[a-z/-]*)`", text_of(page)))
    known = {getattr(route, "path", "") for area in ROUTERS for route in area.router.routes}

    assert len(named) > 3
    assert named - known == set()
