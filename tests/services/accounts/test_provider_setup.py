"""What settings say of an identity provider is whole, or said to be not."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from answerable.errors import Misconfigured
from answerable.settings import Settings
from answerable_services.accounts.provider_setup import provider_setup

ISSUER = "https://login.example/realms/staff"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "client-secret"
    path.write_text("hush\n", encoding="utf-8")
    return path


def test_without_an_issuer_there_is_no_provider() -> None:
    """Nothing else of it is looked at."""
    assert provider_setup(Settings(provider_client_id="x")) is None


def test_a_secret_is_read_from_its_file(secret: Path) -> None:
    """Without the line's end; the provider is called by its host, and leads to the address of the pages."""
    found = provider_setup(
        Settings(
            provider_issuer=ISSUER,
            provider_client_id="us",
            provider_client_secret_file=secret,
            pages_url="https://answerable.example/",
        )
    )
    assert found is not None
    assert found.client_secret.get_secret_value() == "hush"
    assert "hush" not in repr(found)
    assert (found.title, found.return_address) == (
        "login.example",
        "https://answerable.example/sign-in/provider/return",
    )


def test_what_is_missing_is_named(tmp_path: Path, secret: Path) -> None:
    """And so is what is said twice; the secret is in none of the messages."""
    hush = SecretStr("hush")
    for said, named in (
        (Settings(provider_issuer=ISSUER), "CLIENT_ID"),
        (Settings(provider_issuer=ISSUER, provider_client_id="us"), "CLIENT_SECRET_FILE"),
        (
            Settings(
                provider_issuer=ISSUER, provider_client_id="us", provider_client_secret_file=tmp_path / "none"
            ),
            "none",
        ),
        (
            Settings(
                provider_issuer=ISSUER,
                provider_client_id="us",
                provider_client_secret=hush,
                provider_client_secret_file=secret,
            ),
            "twice",
        ),
    ):
        with pytest.raises(Misconfigured, match=named) as refused:
            provider_setup(said)
        assert "hush" not in refused.value.message


@pytest.mark.parametrize(
    "issuer",
    [
        "http://login.example",
        "login.example",
        "https://",
        "https://x/?a=b",
        "ftp://127.0.0.1",
        "https://x/#y",
    ],
)
def test_a_provider_is_asked_by_https(issuer: str) -> None:
    """Except on this very machine."""
    with pytest.raises(ValidationError, match="identity provider"):
        Settings(provider_issuer=issuer)
    for local in ("http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"):
        assert Settings(provider_issuer=local).provider_issuer == local


@pytest.mark.parametrize("address", ["answerable.example", "https://x/pages", "https://x?y", "https://a:b@x"])
def test_an_address_of_pages_has_nothing_behind_it(address: str) -> None:
    """A path would be taken for ours, and leads nowhere."""
    with pytest.raises(ValidationError, match="address of pages"):
        Settings(pages_url=address)


def test_who_somebody_is_has_to_be_asked_for() -> None:
    """Without `openid` a provider gives no ID token."""
    with pytest.raises(ValidationError, match="openid"):
        Settings(provider_scopes="profile")
    assert Settings(provider_scopes=" openid  email ").provider_scopes == "openid email"


def test_pages_are_where_they_listen_unless_said_otherwise() -> None:
    """An address of IPv6 stands in brackets."""
    assert Settings(console_port=81).pages == "http://127.0.0.1:81"
    assert Settings(http_host="::1").pages == "http://[::1]:8080"
