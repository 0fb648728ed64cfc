"""How a part of the system reaches the server, and what it proves itself with."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from answerable.errors import NotFound
from answerable.identity import Credential, Keys, Owner, Principal
from answerable.ledger.server.embedded import Endpoint

if TYPE_CHECKING:
    from answerable.settings import Settings


def connection_of(settings: Settings, user: str) -> tuple[str, str | None, str | None]:
    """Tell the address, user and password that a part connects with.

    Arguments:
        settings: where a server is named, that one; else the embedded server of the data directory.
        user: who connects.

    Raises:
        NotFound: no server is named and none runs on the data directory, or the user's password is missing.
    """
    if settings.nats_url and not settings.nats_passwords:
        return settings.nats_url, None, None
    if settings.nats_url:
        try:
            return settings.nats_url, user, settings.nats_passwords[user].get_secret_value()
        except KeyError:
            message = f"ANSWERABLE_NATS_PASSWORDS has no password of the user {user!r}"
            raise NotFound(message) from None
    endpoint = Endpoint.read(settings.data)
    try:
        return endpoint.url, user, endpoint.passwords[user]
    except KeyError:
        message = (
            f"the installation in {settings.data} has no user {user!r}: let a program of your own in with "
            f"`answerable consumer admit {user}`"
        )
        raise NotFound(message) from None


def keys_of(settings: Settings, *parts: str) -> Keys:
    """Give the keys that prove who asks; on the server of this machine they are made where they are missing.

    Arguments:
        settings: where they are.
        parts: of one's own, which need one too.
    """
    keys = Keys(settings.keys)
    if not settings.nats_url:  # else they come from where the installation was made
        keys.make([*Owner, *parts])
    return keys


def credential_of(settings: Settings, part: str, principal: str | None = None) -> Credential:
    """Give what a part of the system proves itself with.

    Arguments:
        settings: where its key is.
        part: the part, whose key it is: a service's name, or ``cli``.
        principal: who asks, where it is another part that this one speaks for.

    Raises:
        NotFound: the key is not there.
    """
    keys = keys_of(settings, part)
    keys.of(part)  # one that is missing is told now, and not at the first question
    return Credential(Principal(id=principal or f"system-{part}"), partial(keys.of, part))
