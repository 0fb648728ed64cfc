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

A durable consumer of somebody else's is given a user of its own, who may make and read that one consumer with
that one filter, and nothing else (decision 0017).

Source: NATS documentation, "Authorization" and "Accounts"; ADR-1 (JetStream API), ADR-31 (direct get).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from answerable.errors import Invalid
from answerable.events.subjects import EVERYTHING, PREFIX

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


_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
_FILTER = re.compile(rf"{PREFIX}\.([a-z0-9-]+|\*)\.([a-z]+|\*)\.\*")


def _own_consumer(name: str, subject: str) -> tuple[str, ...]:
    """Give what a durable consumer's own user may publish to; the filter is a part of the request's subject.

    Raises:
        Invalid: the name is no plain word or another user's, or the filter is none of the ledger's.
    """
    if not _NAME.fullmatch(name) or name in set(User):
        raise Invalid(f"a consumer's name is a word of its own in small letters, not {name!r}")
    if not _FILTER.fullmatch(subject):
        raise Invalid(f"{subject!r} is no filter of the ledger, such as ledger.*.case.* or ledger.xm01.*.*")
    return (
        f"$JS.API.CONSUMER.CREATE.{_LEDGER}.{name}.{subject}",
        f"$JS.API.CONSUMER.INFO.{_LEDGER}.{name}",
        f"$JS.API.CONSUMER.MSG.NEXT.{_LEDGER}.{name}",
        f"$JS.ACK.{_LEDGER}.{name}.>",
    )


def inbox_prefix(user: str | None) -> str:
    """Give the prefix of a user's inboxes; nobody else may listen there, so nobody overhears answers."""
    return f"{_INBOX}.{user}" if user else _INBOX


def access(
    passwords: Mapping[str, str], *, open_access: bool = False, consumers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Give the part of the server's configuration that says who may do what.

    Arguments:
        passwords: each user's password.
        open_access: one user, `User.OPERATOR`, who may do everything: for tests, and for those who
            use this package as a library with streams of their own.
        consumers: durable consumers that get a user of their own, by name, each with its filter.

    Raises:
        Invalid: a consumer's name or filter cannot be one.
    """
    if open_access:
        operator = {"user": User.OPERATOR.value, "password": passwords[User.OPERATOR]}
        return {"authorization": {"users": [operator]}}
    return {
        "accounts": {
            Account.LEDGER.value: {
                "jetstream": "enabled",
                "users": [_known(user, passwords) for user in ACCOUNTS[Account.LEDGER]],
                # Many answers follow one request for messages; without saying so only the first passes.
                "exports": [
                    *({"service": subject} for subject in _READ),
                    {"service": _READ_MANY, "response_type": "stream"},
                ],
            },
            Account.CENTRE.value: {
                "users": [
                    *(_known(user, passwords) for user in ACCOUNTS[Account.CENTRE]),
                    *(
                        _user(name, passwords[name], _own_consumer(name, subject), ())
                        for name, subject in (consumers or {}).items()
                    ),
                ],
                "imports": [
                    {"service": {"account": Account.LEDGER.value, "subject": subject}}
                    for subject in (*_READ, _READ_MANY)
                ],
            },
        }
    }


def _known(user: User, passwords: Mapping[str, str]) -> dict[str, Any]:
    return _user(user.value, passwords[user], _PUBLISH[user], _SUBSCRIBE[user])


def _user(name: str, password: str, publish: tuple[str, ...], subscribe: tuple[str, ...]) -> dict[str, Any]:
    return {
        "user": name,
        "password": password,
        "permissions": {
            "publish": {"allow": list(publish), "deny": list(FORBIDDEN)},
            "subscribe": {"allow": [*subscribe, f"{inbox_prefix(name)}.>"]},
        },
    }
