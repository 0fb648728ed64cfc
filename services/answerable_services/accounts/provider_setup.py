"""What an installation is told of the identity provider by its settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from answerable.errors import Misconfigured
from answerable.settings import Settings

RETURN_PATH = "/sign-in/provider/return"
"""Where the provider sends people back to, below the address of the pages."""

LEFT_PATH = "/sign-in"
"""Where the provider sends them once they are signed out there."""


@dataclass(frozen=True, slots=True)
class ProviderSetup:
    """How people sign in through an identity provider.

    Arguments:
        issuer: the provider's own name, which is also where its description is found.
        client_id: what this installation is called there.
        client_secret: by which it proves that it is the one.
        pages: the address under which people reach the pages, without a slash at its end.
        title: what the provider is called on the page of sign-in.
        scopes: what is asked of it.
        person_claim: the claim that says the id of a member of staff.
        name_claim: the claim that says what they are called; empty where names are kept here alone.
        group_claim: the claim in which `group` has to stand.
        group: without which nobody is let in; empty where everybody of the provider's may try.
    """

    issuer: str
    client_id: str
    client_secret: SecretStr = field(repr=False)
    pages: str
    title: str
    scopes: str = "openid profile"
    person_claim: str = "preferred_username"
    name_claim: str = "name"
    group_claim: str = "groups"
    group: str = ""

    @property
    def return_address(self) -> str:
        """Where the provider sends people back to."""
        return f"{self.pages}{RETURN_PATH}"

    @property
    def left_address(self) -> str:
        """Where the provider sends people who signed out there."""
        return f"{self.pages}{LEFT_PATH}"

    @property
    def is_local(self) -> bool:
        """Whether the provider is asked without TLS, which is for tries on one machine only."""
        return urlsplit(self.issuer).scheme == "http"


def provider_setup(settings: Settings) -> ProviderSetup | None:
    """Give what the settings say of the provider; None where there is none.

    Arguments:
        settings: how this process is set up.

    Raises:
        Misconfigured: something is missing that a provider needs, or its secret cannot be read.
    """
    if not settings.provider_issuer:
        return None
    if not settings.provider_client_id:
        raise Misconfigured(
            f"the identity provider {settings.provider_issuer} has no client id: set "
            "ANSWERABLE_PROVIDER_CLIENT_ID to what the provider calls this installation"
        )
    return ProviderSetup(
        issuer=settings.provider_issuer,
        client_id=settings.provider_client_id,
        client_secret=_secret(settings),
        pages=settings.pages,
        title=settings.provider_title or (urlsplit(settings.provider_issuer).hostname or ""),
        scopes=settings.provider_scopes,
        person_claim=settings.provider_person_claim,
        name_claim=settings.provider_name_claim,
        group_claim=settings.provider_group_claim,
        group=settings.provider_group,
    )


def _secret(settings: Settings) -> SecretStr:
    """Read the client's secret from where it is said to be.

    Raises:
        Misconfigured: it is nowhere, at two places, or cannot be read.
    """
    said, path = settings.provider_client_secret.get_secret_value(), settings.provider_client_secret_file
    if said and path is not None:
        raise Misconfigured(
            "the identity provider's client secret is said twice: leave out "
            "ANSWERABLE_PROVIDER_CLIENT_SECRET or ANSWERABLE_PROVIDER_CLIENT_SECRET_FILE"
        )
    found = said if path is None else _read(path)
    if not found:
        raise Misconfigured(
            f"the identity provider {settings.provider_issuer} has no client secret: write it into a file "
            "that only its owner reads, and name that in ANSWERABLE_PROVIDER_CLIENT_SECRET_FILE"
        )
    return SecretStr(found)


def _read(path: Path) -> str:
    """Read a file's one line.

    Raises:
        Misconfigured: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Misconfigured(
            f"the identity provider's client secret cannot be read from {path} ({reason}): see "
            "ANSWERABLE_PROVIDER_CLIENT_SECRET_FILE"
        ) from None
