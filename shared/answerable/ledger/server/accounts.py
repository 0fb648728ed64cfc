"""Who connects to the embedded server, and the subjects each of them may use.

Least privilege is what locks the ledger: `deny_delete` and `deny_purge` stop neither the deletion of
the whole stream nor an update that trims it, so no user may call those.

There are two accounts. JetStream lives in the account ``LEDGER``, with the installer and the writer;
everybody else lives in ``CENTRE`` and reaches the ledger through the few API subjects that are exported
to it. That is more than order: the server sends the answers to ``CONSUMER.MSG.NEXT`` and
``DIRECT.GET`` to any reply subject *with its own rights*, and inside JetStream's own account an empty
answer sent to ``$JS.API.STREAM.DELETE.LEDGER`` deletes the stream. Across the border of an account that
subject means nothing. The installer, who lives in the account ``LEDGER``, may make neither of these requests.
The writer could still do it on purpose; the checkpoint outside the server is what detects that.

Nobody is given ``allow_responses``: it lets a user publish to *whatever* reply subject a request
names, past every denial, so that the console, which never sees the ledger, could have a service's answer
delete somebody's consumer. Answers go to the inboxes of those who may ask, and to no others: nobody can
slip a message into the inbox of a feed whose user asks nobody. Each user listens to inboxes of its own
only, and the writer answers nobody: a requester who names a ledger subject as the reply's would have
the answer written into the ledger.

Each service has a user of its own (decision 0021): it hears the questions that are its own, and only
intake's hears commands. Whose a consumer is, is said by its name, and a permission can name a consumer only
in full: a wildcard stands for a whole token of a subject. So each user that reads has `FEEDS` names,
``scoring-01`` and so on, and may make, read and delete what has one of them. A durable consumer of a program
of one's own has that program's name, and nobody else can read, acknowledge, change or delete it (decision
0017).

Source: NATS documentation, "Authorization" and "Accounts"; ADR-1 (JetStream API), ADR-31 (direct get).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from answerable.errors import Invalid
from answerable.events.subjects import EVERYTHING, PREFIX, filter_of

FEEDS = 64
"""How many consumers a user has at most at one time, in all its processes: a name for each."""

MESSAGES_CONSUMER = "accounts-messages"
"""The durable consumer that puts reminders into the outbox."""

_LEDGER = "LEDGER"
_COMMANDS = "answerable.command.>"
_QUERIES = "answerable.query.>"
_NOTICES = "answerable.notice.>"
_ASK_ACCOUNTS = "answerable.query.accounts.>"
_TELL_OF_ACCOUNTS = "answerable.command.account.*"
_DENIALS = "answerable.denied.*"
_TELL_INTAKE = "answerable.query.intake.view_ahead"
_INBOX = "_INBOX"

_LOOK = (
    "$JS.API.INFO",
    f"$JS.API.STREAM.INFO.{_LEDGER}",
    f"$JS.API.STREAM.MSG.GET.{_LEDGER}",
)
_CONSUMERS = (
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
    """Installs the ledger: creates its stream once, and looks whether it is well; makes no consumers."""
    INTAKE = "intake"
    """The only writer: appends to the ledger and reads it; hears nobody and answers nobody."""
    COMMANDS = "commands"
    """Intake's other one: hears commands and answers them, reads the ledger; never writes."""
    DESK = "desk"
    """Reads the ledger, answers the desk's questions, sends commands with the numbers of reports."""
    SCORING = "scoring"
    """Reads the ledger and answers what is asked about scores."""
    CALLBACKS = "callbacks"
    """Reads the ledger, answers what is asked about callbacks, sends commands for missed ones."""
    AUDIT = "audit"
    """Reads the ledger and answers what is asked of the audit."""
    ACCOUNTS = "accounts"
    """Reads the ledger, lets people in for the pages and the command line alone, and tells of it."""
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
    Account.CENTRE: (
        User.COMMANDS,
        User.DESK,
        User.SCORING,
        User.CALLBACKS,
        User.AUDIT,
        User.ACCOUNTS,
        User.CONSOLE,
        User.CLI,
    ),
}
"""The users of each account."""


_VIEWS: Mapping[User, tuple[str, ...]] = {
    User.DESK: ("desk",),
    User.SCORING: ("scores",),
    User.CALLBACKS: ("callbacks", "owed"),
    User.AUDIT: ("audit",),
}
"""The views that each service keeps, of which it says that they moved."""
_COMMANDING = frozenset({User.CALLBACKS, User.DESK})
"""The services that send commands themselves: what was missed, and what reports count."""

_NAMES_OF_VIEWS = frozenset(view for views in _VIEWS.values() for view in views)


def feed_names(user: str) -> tuple[str, ...]:
    """Give the names that a user's consumers may have; no other user may touch what has one of them."""
    return tuple(f"{user}-{number:02}" for number in range(1, FEEDS + 1))


def _reads(user: str) -> tuple[str, ...]:
    """Give what a user publishes to, to read the ledger: no consumer but its own."""
    names = feed_names(user)
    return (
        *_LOOK,
        # To make one, ask about it, delete it; in the account CENTRE only what is imported goes further.
        *(f"$JS.API.CONSUMER.*.{_LEDGER}.{name}" for name in names),
        *(f"$JS.API.CONSUMER.MSG.NEXT.{_LEDGER}.{name}" for name in names),
    )


_ASKERS = (User.CONSOLE, User.CLI)
"""Who asks every service, beside the services of one's own."""

_ASKERS_OF_INTAKE = (*_ASKERS, *_VIEWS, User.ACCOUNTS)
"""Who asks intake: the same, and the services: they send commands, or say that a view is ahead."""


def _durable(name: str, subject: str) -> tuple[str, ...]:
    """Give what a durable consumer's user publishes to; its filter is a part of the request's subject."""
    return (
        f"$JS.API.CONSUMER.CREATE.{_LEDGER}.{name}.{subject}",
        f"$JS.API.CONSUMER.INFO.{_LEDGER}.{name}",
        f"$JS.API.CONSUMER.DELETE.{_LEDGER}.{name}",
        f"$JS.API.CONSUMER.MSG.NEXT.{_LEDGER}.{name}",
        f"$JS.ACK.{_LEDGER}.{name}.>",
    )


def _answers(user: str, views: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    """Give what a service publishes to: it reads, says that its views moved, and replies to who may ask.

    Arguments:
        user: the service's.
        views: those that it keeps.
        own: the services of one's own, which may ask.
    """
    told = (*(f"answerable.notice.{view}" for view in views), _denials_of(user))
    return (*_reads(user), *told, *_inboxes((*_ASKERS, *own)), _TELL_INTAKE)


def _denials_of(part: str) -> str:
    """Give what a part of the system tells its own denials on, and nobody else's."""
    return f"answerable.denied.{part}"


def _inboxes(users: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{inbox_prefix(user)}.>" for user in users)


def _questions(service: str) -> tuple[str, ...]:
    return (f"answerable.query.{service}.*",)


def _publish(user: User, own: Iterable[str]) -> tuple[str, ...]:
    """Give what a user publishes to.

    Arguments:
        user: whose.
        own: the services of one's own, which ask others.
    """
    if user in _VIEWS:
        answers = _answers(user, _VIEWS[user], own)
        return (*answers, _COMMANDS) if user in _COMMANDING else answers
    others = {
        User.OPERATOR: (f"$JS.API.STREAM.CREATE.{_LEDGER}", *_LOOK),
        User.INTAKE: (EVERYTHING, *_reads(user)),
        User.COMMANDS: (*_reads(user), *_inboxes((*_ASKERS_OF_INTAKE, *own)), _denials_of("intake")),
        # Passwords pass here: nobody but the pages and the command line is answered.
        User.ACCOUNTS: (
            *_reads(user),
            *_durable(MESSAGES_CONSUMER, filter_of(stream="reminder")),
            *_inboxes(_ASKERS),
            _TELL_OF_ACCOUNTS,
            _denials_of(user),
        ),
        User.CONSOLE: (_COMMANDS, _QUERIES, _denials_of(user)),
        User.CLI: (*_reads(user), _COMMANDS, _QUERIES),
    }
    return others[user]


_SUBSCRIBE: Mapping[User, tuple[str, ...]] = {
    User.OPERATOR: (),
    User.INTAKE: (),
    User.COMMANDS: (_COMMANDS, *_questions("intake")),
    **{service: _questions(service) for service in _VIEWS},
    User.ACCOUNTS: (*_questions(User.ACCOUNTS), _DENIALS),
    User.CONSOLE: (_NOTICES,),
    User.CLI: (_NOTICES,),
}


_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
_FILTER = re.compile(rf"{PREFIX}\.([a-z0-9-]+|\*)\.([a-z]+|\*)\.\*")


def check_program(name: str, reads: str | None = None) -> None:
    """Check what a program of one's own is to be called as a user, and what it reads.

    Arguments:
        name: the user's.
        reads: the filter of its durable consumer, where it has one.

    Raises:
        Invalid: the name is no plain word, another user's or a view's, or the filter is none of the ledger's.
    """
    if not _NAME.fullmatch(name) or name in {*User, *_NAMES_OF_VIEWS}:
        raise Invalid(f"a program's name is a word of its own in small letters, not {name!r}")
    if reads is not None and not _FILTER.fullmatch(reads):
        raise Invalid(f"{reads!r} is no filter of the ledger, such as ledger.*.case.* or ledger.xm01.*.*")


def _own_consumer(name: str, password: str, subject: str) -> dict[str, Any]:
    """Give a durable consumer's own user."""
    check_program(name, subject)
    return _user(name, password, _durable(name, subject), ())


def _own_service(name: str, password: str, own: Iterable[str]) -> dict[str, Any]:
    """Give the user of a service of one's own: it reads, answers its questions, asks others but accounts."""
    check_program(name)
    publish = (*_answers(name, (name,), own), _QUERIES)
    return _user(name, password, publish, _questions(name), deny=(*FORBIDDEN, _ASK_ACCOUNTS))


def inbox_prefix(user: str | None) -> str:
    """Give the prefix of a user's inboxes; nobody else may listen there, so nobody overhears answers."""
    return f"{_INBOX}.{user}" if user else _INBOX


def access(
    passwords: Mapping[str, str],
    *,
    open_access: bool = False,
    services: Iterable[str] = (),
    consumers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Give the part of the server's configuration that says who may do what.

    Arguments:
        passwords: each user's password.
        open_access: one user, `User.OPERATOR`, who may do everything: for tests, and for those who
            use this package as a library with streams of their own.
        services: services of one's own that get a user, by name.
        consumers: durable consumers that get a user of their own, by name, each with its filter.

    Raises:
        Invalid: a service's or consumer's name, or a filter, cannot be one.
    """
    if open_access:
        operator = {"user": User.OPERATOR.value, "password": passwords[User.OPERATOR]}
        return {"authorization": {"users": [operator]}}
    own = tuple(services)
    return {
        "accounts": {
            Account.LEDGER.value: {
                "jetstream": "enabled",
                "users": [_known(user, passwords, own) for user in ACCOUNTS[Account.LEDGER]],
                # Many answers follow one request for messages; without saying so only the first passes.
                "exports": [
                    *({"service": subject} for subject in (*_LOOK, *_CONSUMERS)),
                    {"service": _READ_MANY, "response_type": "stream"},
                ],
            },
            Account.CENTRE.value: {
                "users": [
                    *(_known(user, passwords, own) for user in ACCOUNTS[Account.CENTRE]),
                    *(_own_service(name, passwords[name], own) for name in own),
                    *(
                        _own_consumer(name, passwords[name], subject)
                        for name, subject in (consumers or {}).items()
                    ),
                ],
                "imports": [
                    {"service": {"account": Account.LEDGER.value, "subject": subject}}
                    for subject in (*_LOOK, *_CONSUMERS, _READ_MANY)
                ],
            },
        }
    }


def _known(user: User, passwords: Mapping[str, str], own: Iterable[str]) -> dict[str, Any]:
    return _user(user.value, passwords[user], _publish(user, own), _SUBSCRIBE[user])


def _user(
    name: str,
    password: str,
    publish: tuple[str, ...],
    subscribe: tuple[str, ...],
    *,
    deny: tuple[str, ...] = FORBIDDEN,
) -> dict[str, Any]:
    return {
        "user": name,
        "password": password,
        "permissions": {
            "publish": {"allow": list(publish), "deny": list(deny)},
            "subscribe": {"allow": [*subscribe, f"{inbox_prefix(name)}.>"]},
        },
    }
