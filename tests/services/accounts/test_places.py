"""Addresses and programs, shortened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable_services.accounts.places import shortened_address, shortened_agent
from tests.services.accounts.given import FIREFOX

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("203.0.113.77", "203.0.113.*"),
        ("::ffff:203.0.113.77", "203.0.113.*"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("::1", "::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_an_address_loses_its_last_part(address: str, shown: str) -> None:
    """What is no address is not shown at all."""
    assert shortened_address(address) == shown


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (FIREFOX, "Firefox 140, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", "Chrome 143, Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Edg/143.0.0.0", "Edge 143, Windows"),
        (f"Mozilla/5.0 (Linux; Android 16; K) {CHROME}", "Chrome 143, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1",
            "Safari 26, iPhone",
        ),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}".replace("Chrome/", "HeadlessChrome/"),
            "Chrome 143, Linux",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME}".replace("Chrome/", "Chromium/"), "Chrome 143, Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64) Unheard/1.0", "Linux"),
        ("Mozilla/5.0", ""),
        ("curl/8.14.1", "curl/8.14.1"),
        ("", ""),
        ("\x00\n x", "x"),
    ],
)
def test_a_program_is_its_name_and_system(agent: str, shown: str) -> None:
    """As its person would say it."""
    assert shortened_agent(agent) == shown


@given(st.text(max_size=3000))
def test_whatever_is_sent_is_short_and_printable(text: str) -> None:
    """A header is written by whoever sends it."""
    shown = shortened_agent(text) + shortened_address(text)
    assert len(shown) <= 60
    assert not shown or shown.isprintable()
