"""The address at which passkeys are good: that of the pages, where browsers make any."""

from __future__ import annotations

import pytest

from answerable.settings import Settings
from answerable_services.accounts.relying_party import RelyingParty, relying_party


@pytest.mark.parametrize(
    ("pages", "id_", "origin"),
    [
        ("https://records.example", "records.example", "https://records.example"),
        ("https://Records.Example/", "records.example", "https://records.example"),
        ("https://records.example:443", "records.example", "https://records.example"),
        ("https://records.example:8443", "records.example", "https://records.example:8443"),
        ("https://records", "records", "https://records"),
        ("http://localhost:8080", "localhost", "http://localhost:8080"),
        ("https://bücher.example", "xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_it_is_that_of_the_pages_as_browsers_write_it(pages: str, id_: str, origin: str) -> None:
    """In small letters and ASCII, without the port that everybody uses."""
    assert relying_party(Settings(pages_url=pages)) == RelyingParty(id_, origin)


@pytest.mark.parametrize(
    "pages",
    ["", "http://records.example", "https://203.0.113.7", "https://[2001:db8::1]", "http://127.0.0.1:8080"],
)
def test_there_are_none_where_browsers_make_none(pages: str) -> None:
    """Without TLS, or for a number in place of a name, as where nothing is set."""
    assert relying_party(Settings(pages_url=pages)) is None


def test_there_are_none_where_the_identity_provider_alone_lets_in() -> None:
    """Whoever turns passwords off wants nothing that is kept here to be a way in."""
    assert relying_party(Settings(pages_url="https://records.example", local_passwords=False)) is None
