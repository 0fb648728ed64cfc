"""Who connects to the embedded server, and the subjects each of them may use.

Least privilege is what locks the ledger: `deny_delete` and `deny_purge` stop neither the deletion of
the whole stream nor an update that trims it, so no user may call those.

Nobody is given ``allow_responses``: it lets a user publish to *whatever* reply subject a request
names, past every denial, so that a requester who names ``$JS.API.STREAM.DELETE.LEDGER`` as reply
subject would have the stream deleted by the one who answers. Answers go to ``_INBOX.>`` only.

One hole is the server's own and cannot be closed by permissions: it sends the answers to
``CONSUMER.MSG.NEXT`` and ``DIRECT.GET`` to any reply subject with its own rights, and an empty
answer sent to ``$JS.API.STREAM.DELETE.LEDGER`` deletes the stream. A holder of a password that may
read the ledger can do this on purpose; the checkpoint outside the server is what detects it.

Source: NATS documentation, "Authorization"; ADR-1 (JetStream API), ADR-31 (direct get).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from answerable.events.subjects import EVERYTHING

_LEDGER = "LEDGER"
_MESSAGING = "answerable.>"
_NOTICES = "answerable.notice.>"
_INBOXES = "_INBOX.>"

_READ = (
    "$JS.API.INFO",
    f"$JS.API.STREAM.INFO.{_LEDGER}",
    f"$JS.API.STREAM.MSG.GET.{_LEDGER}",
    f"$JS.API.DIRECT.GET.{_LEDGER}",
    f"$JS.API.DIRECT.GET.{_LEDGER}.>",
    f"$JS.API.CONSUMER.CREATE.{_LEDGER}",
    f"$JS.API.CONSUMER.CREATE.{_LEDGER}.>",
    f"$JS.API.CONSUMER.INFO.{_LEDGER}.>",
    f"$JS.API.CONSUMER.LIST.{_LEDGER}",
    f"$JS.API.CONSUMER.NAMES.{_LEDGER}",
    f"$JS.API.CONSUMER.DELETE.{_LEDGER}.>",
    f"$JS.API.CONSUMER.MSG.NEXT.{_LEDGER}.>",
    f"$JS.ACK.{_LEDGER}.>",
    "$JS.FC.>",
)

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
    """The only writer: appends to the ledger, reads it, answers commands and queries."""
    SERVICE = "service"
    """Reads the ledger, sends commands, answers queries; never writes."""
    CONSOLE = "console"
    """Sends commands and queries and hears notices; never sees the ledger."""
    CLI = "cli"
    """Reads the ledger, sends commands and queries and hears notices."""


_PUBLISH: Mapping[User, tuple[str, ...]] = {
    User.OPERATOR: (f"$JS.API.STREAM.CREATE.{_LEDGER}", *_READ, _MESSAGING),
    User.INTAKE: (EVERYTHING, *_READ, _MESSAGING, _INBOXES),
    User.SERVICE: (*_READ, _MESSAGING, _INBOXES),
    User.CONSOLE: (_MESSAGING,),
    User.CLI: (*_READ, _MESSAGING),
}

_SUBSCRIBE: Mapping[User, tuple[str, ...]] = {
    User.OPERATOR: (_INBOXES, _NOTICES),
    User.INTAKE: (_INBOXES, _MESSAGING),
    User.SERVICE: (_INBOXES, _MESSAGING),
    User.CONSOLE: (_INBOXES, _NOTICES),
    User.CLI: (_INBOXES, _NOTICES),
}


def authorization(passwords: Mapping[str, str], *, open_access: bool = False) -> dict[str, Any]:
    """Give the ``authorization`` block of the server's configuration.

    Arguments:
        passwords: each user's password.
        open_access: one user, `User.OPERATOR`, who may do everything: for tests, and for those who
            use this package as a library with streams of their own.
    """
    if open_access:
        return {"users": [{"user": User.OPERATOR.value, "password": passwords[User.OPERATOR]}]}
    return {
        "users": [
            {
                "user": user.value,
                "password": passwords[user],
                "permissions": {
                    "publish": {"allow": list(_PUBLISH[user]), "deny": list(FORBIDDEN)},
                    "subscribe": {"allow": list(_SUBSCRIBE[user])},
                },
            }
            for user in User
        ]
    }
