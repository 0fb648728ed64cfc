"""The page about passkeys says what is so: its settings, its words, its numbers, its events."""

from __future__ import annotations

import re

import pytest

from answerable.events.registry import REGISTRY
from answerable.settings import Settings
from answerable.streams.account.events import ShownFactor, SignInFault
from answerable.wording import say
from answerable_services.accounts import kept_passkeys, passkey_challenges
from answerable_services.accounts.relying_party import relying_party
from answerable_services.console.language import Language, words_of
from tests.docs.pages import blocks, text_of

PAGE = "docs/how-to/use-passkeys.md"
TEXT = text_of(PAGE)
SETS = [block.text for block in blocks(PAGE) if block.is_tested]


@pytest.mark.parametrize("text", SETS)
def test_what_it_sets_is_an_address_for_passkeys(text: str) -> None:
    """Each of its examples; the one that it says has none has none."""
    [pages] = re.findall(r"^export ANSWERABLE_PAGES_URL=(\S+)$", text, re.MULTILINE)
    party = relying_party(Settings(pages_url=pages))
    assert party is not None
    assert party.origin == pages
    assert "such as `http://127.0.0.1:8080`" in TEXT
    assert relying_party(Settings(pages_url="http://127.0.0.1:8080")) is None


def test_every_setting_that_it_names_is_one() -> None:
    """Nothing that nothing reads."""
    named = set(re.findall(r"ANSWERABLE_([A-Z_]+)", TEXT))
    assert named <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("label", sorted(set(re.findall(r"\*\*([^*]+)\*\*", TEXT))))
def test_what_it_says_to_press_is_on_the_pages(label: str) -> None:
    """Every heading, button and input that it names is called so there."""
    words = words_of(Language.EN)
    assert label in {
        words(key)
        for key in (
            "account.title",
            "account.passkeys",
            "account.passkey_add",
            "account.passkey_name",
            "account.passkey_make",
            "account.passkey_remove",
            "entrance.by_passkey",
        )
    }


def test_what_the_pages_say_is_what_it_explains() -> None:
    """Word for word."""
    words = words_of(Language.EN)
    said = set(re.findall(r"^\| \*([^*]+)\* \|", TEXT, re.MULTILINE))
    assert said == {
        words("account.passkeys_not_here"),
        words("entrance.passkey_fault"),
        say("error.account.wrong_passkey").en,
        say("error.account.late_passkey").en,
        words("account.passkey_known"),
    }


def test_its_numbers_and_events() -> None:
    """How many, how long, and under which names they are on record."""
    assert f"Nobody has more than {kept_passkeys.MOST}." in TEXT
    assert passkey_challenges.LASTS.total_seconds() == 5 * 60
    assert "There are five minutes for it" in TEXT
    events = set(re.findall(r"`(account\.[a-z_]+)`", TEXT))
    assert {f"answerable.{event}.v1" for event in events} <= {one.event_type for one in REGISTRY}
    assert {f"`{one}`" for one in (SignInFault.WRONG_PASSKEY, SignInFault.COPIED_PASSKEY)} <= set(
        re.findall(r"`[a-z_]+`", TEXT)
    )
    assert f"`{ShownFactor.PASSKEY}`" in TEXT
