"""Who connects to the embedded server, and the subjects each of them may use.

Least privilege is what locks the ledger: `deny_delete` and `deny_purge` stop neither the deletion of
the whole stream nor an update that trims it, so no user may call those.

There are two accounts. JetStream lives in the account ``LEDGER``, with the installer and the writer;
everybody else lives in ``CENTRE`` and reaches the ledger through the few API subjects that are exported
to it. That is more than order: the server sends the answers to ``CONSUMER.MSG.NEXT`` and
``DIRECT.GET`` to any reply subject *with its own rights*, and inside JetStream's own account an empty
answer sent to ``$JS.API.STREAM.DELETE.LEDGER`` deletes the stream. Across the border of an account that
subject means nothing. The installer and the writer, who hold the only passwords of the account
``LEDGER``, could still do it on purpose; the checkpoint outside the server is what detects that.

Nobody is given ``allow_responses``: it lets a user publish to *whatever* reply subject a request
names, past every denial. Answers go to ``_INBOX.>`` only, each user listens to inboxes of its own
only, and the writer answers nobody: a requester who names a ledger subject as the reply's would have
the answer written into the ledger.

Source: NATS documentation, "Authorization" and "Accounts"; ADR-1 (JetStream API), ADR-31 (direct get).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from answerable.events.subjects import EVERYTHING

_LEDGER = "LEDGER"
_MESSAGING = "answerable.>"
_NOTICES = "answerable.notice.>"
_INBOX = "_INBOX"
_INBOXES = f"{_INBOX}.>"

_READ = (
    "$JS.API.INFO",
    f"$JS.API.STREAM.INFO.{_LEDGER}",
    f"$JS.API.STREAM.MSG.GET.{_LEDGER}",
    f"$JS.API.CONSUMER.CREATE.{_LEDGER}.>",
    f"$JS.API.CONSUMER.INFO.{_LEDGER}.>",
    f"$JS.API.CONSUMER.DELETE.{_LEDGER}.>",
    f"$JS.ACK.{_LEDGER}.>",
)
_READ_MANY = f"$JS.API.CONSUMER.MSG.NEXT.{_LEDGER}.>"

FORBIDDEN = (
    "$JS.API.STREAM.UPDATE.>",
    "$JS.API.STREAM.DELETE.>",
    "$JS.API.STREAM.PURGE.>",
    "$JS.API.STREAM.RESTORE.>",
    "$JS.API.STREAM.MSG.DELETE.>",
)
"""What removes or rewrites history; denied to every user by name, whatever else they are allowed."""


class User(StrEnum):
    """Who connects."""

    OPERATOR = "operator"
    """Installs the ledger: creates its stream once, and reads."""
    INTAKE = "intake"
    """The only writer: appends to the ledger and reads it, and answers nobody."""
    SERVICE = "service"
    """Reads the ledger, sends commands, answers commands and queries; never writes."""
    CONSOLE = "console"
    """Sends commands and queries and hears notices; never sees the ledger."""
    CLI = "cli"
    """Reads the ledger, sends commands and queries and hears notices."""


class Account(StrEnum):
    """Which side of the border a user lives on."""

    LEDGER = "LEDGER"
    """JetStream's own, with the installer and the writer."""
    CENTRE = "CENTRE"
    """The services, the pages and the command line."""


ACCOUNTS: Mapping[Account, tuple[User, ...]] = {
    Account.LEDGER: (User.OPERATOR, User.INTAKE),
    Account.CENTRE: (User.SERVICE, User.CONSOLE, User.CLI),
}
"""The users of each account."""

_PUBLISH: Mapping[User, tuple[str, ...]] = {
    User.OPERATOR: (f"$JS.API.STREAM.CREATE.{_LEDGER}", *_READ, _READ_MANY),
    User.INTAKE: (EVERYTHING, *_READ, _READ_MANY),
    User.SERVICE: (*_READ, _READ_MANY, _MESSAGING, _INBOXES),
    User.CONSOLE: (_MESSAGING,),
    User.CLI: (*_READ, _READ_MANY, _MESSAGING),
}

_SUBSCRIBE: Mapping[User, tuple[str, ...]] = {
    User.OPERATOR: (),
    User.INTAKE: (),
    User.SERVICE: (_MESSAGING,),
    User.CONSOLE: (_NOTICES,),
    User.CLI: (_NOTICES,),
}


def inbox_prefix(user: str | None) -> str:
    """Give the prefix of a user's inboxes; nobody else may listen there, so nobody overhears answers."""
    return f"{_INBOX}.{user}" if user else _INBOX


def access(passwords: Mapping[str, str], *, open_access: bool = False) -> dict[str, Any]:
    """Give the part of the server's configuration that says who may do what.

    Arguments:
        passwords: each user's password.
        open_access: one user, `User.OPERATOR`, who may do everything: for tests, and for those who
            use this package as a library with streams of their own.
    """
    if open_access:
        operator = {"user": User.OPERATOR.value, "password": passwords[User.OPERATOR]}
        return {"authorization": {"users": [operator]}}
    return {
        "accounts": {
            Account.LEDGER.value: {
                "jetstream": "enabled",
                "users": _users(Account.LEDGER, passwords),
                # Many answers follow one request for messages; without saying so only the first passes.
                "exports": [
                    *({"service": subject} for subject in _READ),
                    {"service": _READ_MANY, "response_type": "stream"},
                ],
            },
            Account.CENTRE.value: {
                "users": _users(Account.CENTRE, passwords),
                "imports": [
                    {"service": {"account": Account.LEDGER.value, "subject": subject}}
                    for subject in (*_READ, _READ_MANY)
                ],
            },
        }
    }


def _users(account: Account, passwords: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "user": user.value,
            "password": passwords[user],
            "permissions": {
                "publish": {"allow": list(_PUBLISH[user]), "deny": list(FORBIDDEN)},
                "subscribe": {"allow": [*_SUBSCRIBE[user], f"{inbox_prefix(user)}.>"]},
            },
        }
        for user in ACCOUNTS[account]
    ]
