"""The LEDGER stream: what it must be, made once, checked ever after, never changed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from answerable.errors import Conflict, Corrupt, Misconfigured, NotInstalled
from answerable.events.subjects import EVERYTHING
from answerable.ledger.store.api import ask

if TYPE_CHECKING:
    from nats.aio.client import Client

MAX_BATCH = 1000
"""Messages in one atomic batch, at most (ADR-50)."""

_IDENTITY = "answerable.ledger"


@dataclass(frozen=True, slots=True)
class StreamDesign:
    """How a stream must be configured to serve as a ledger.

    Arguments:
        name: the stream's name.
        subjects: the subjects it takes.
        replicas: 1 embedded, 3 in a cluster.
        last_only: whether it keeps the last message of each subject only, as one of positions does.
    """

    name: str = "LEDGER"
    subjects: tuple[str, ...] = (EVERYTHING,)
    replicas: int = 1
    last_only: bool = False

    def configuration(self) -> dict[str, Any]:
        """Give the configuration as the JetStream API takes it.

        No limit ever removes a message, unless only the last is kept; none can be deleted or purged, and a
        full disk refuses new ones; atomic batches and direct reads are on.
        """
        return {
            "name": self.name,
            "subjects": list(self.subjects),
            "retention": "limits",
            "storage": "file",
            "discard": "new",
            "max_msgs": -1,
            "max_bytes": -1,
            "max_age": 0,
            "max_msgs_per_subject": 1 if self.last_only else -1,
            "max_msg_size": -1,
            "num_replicas": self.replicas,
            "deny_delete": True,
            "deny_purge": True,
            "allow_direct": True,
            "allow_atomic": True,
            "allow_rollup_hdrs": False,
            "allow_msg_ttl": False,
            "no_ack": False,
            "sealed": False,
            "subject_transform": None,
        }


@dataclass(frozen=True, slots=True)
class StreamStatus:
    """What the server says of the stream.

    Arguments:
        messages: how many it holds.
        first_sequence: the first message's.
        last_sequence: the last message's.
        deleted: how many sequences have no message; must be 0.
        size_bytes: its size on disk.
        subjects: how many aggregates it holds.
        configuration: as the server has it.
        identity: which ledger it is, chosen when the stream was made; where it was made without, that moment.
        at: what time it was by the server's clock; servers before 2.10 do not tell.
    """

    messages: int
    first_sequence: int
    last_sequence: int
    deleted: int
    size_bytes: int
    subjects: int
    configuration: dict[str, Any]
    identity: str
    at: datetime | None

    @property
    def lacking(self) -> int:
        """How many messages are missing from among the sequences."""
        return max(self.last_sequence - self.messages, self.deleted)

    @property
    def deny_delete(self) -> bool:
        """Whether single messages cannot be deleted."""
        return bool(self.configuration.get("deny_delete"))

    @property
    def deny_purge(self) -> bool:
        """Whether the stream cannot be emptied."""
        return bool(self.configuration.get("deny_purge"))


async def status(client: Client, design: StreamDesign) -> StreamStatus:
    """Ask the server for the stream's state.

    Raises:
        NotInstalled: the stream is not there.
        Unavailable: the server does not answer.
    """
    reply = await ask(
        client, f"STREAM.INFO.{design.name}", None, what=f"reading the state of stream {design.name}"
    )
    state = reply["state"]
    return StreamStatus(
        messages=state["messages"],
        first_sequence=state["first_seq"],
        last_sequence=state["last_seq"],
        deleted=state.get("num_deleted", 0),
        size_bytes=state["bytes"],
        subjects=state.get("num_subjects", 0),
        configuration=reply["config"],
        identity=(reply["config"].get("metadata") or {}).get(_IDENTITY) or reply["created"],
        at=None if (told := reply.get("ts")) is None else datetime.fromisoformat(told),
    )


async def deleted(client: Client, design: StreamDesign) -> list[int]:
    """List the sequences between the first and the last that have no message, as the server knows them.

    Raises:
        NotInstalled: the stream is not there.
        Unavailable: the server does not answer.
    """
    reply = await ask(
        client,
        f"STREAM.INFO.{design.name}",
        {"deleted_details": True},
        what=f"reading what is missing from stream {design.name}",
    )
    return list(reply["state"].get("deleted") or ())


def differences(found: dict[str, Any], design: StreamDesign) -> list[str]:
    """List where a stream's configuration departs from the design; replicas may differ."""
    return [
        f"{key} is {found.get(key)!r}, must be {wanted!r}"
        for key, wanted in design.configuration().items()
        if key != "num_replicas" and (found.get(key) or None) != (wanted or None)
    ]


async def verify(client: Client, design: StreamDesign, *, may_lack: bool = False) -> StreamStatus:
    """Check that the stream exists and is what it must be.

    Arguments:
        client: the connection.
        design: what it must be.
        may_lack: whether messages may be missing: for those who only read what is there.

    Raises:
        NotInstalled: the stream is not there.
        Misconfigured: it is configured differently.
        Corrupt: messages are missing from it.
        Unavailable: the server does not answer.
    """
    found = await status(client, design)
    if wrong := differences(found.configuration, design):
        message = f"stream {design.name} is not configured as a ledger: {'; '.join(wrong)}"
        raise Misconfigured(message)
    if found.lacking and not (may_lack or design.last_only):
        message = f"stream {design.name} lacks {found.lacking} of {found.last_sequence} messages"
        raise Corrupt(message)
    return found


async def install(client: Client, design: StreamDesign, identity: str | None = None) -> StreamStatus:
    """Make the stream, on a new installation only.

    A server that was started with the wrong encryption key shows no stream: making one at every
    start would fork history, so this is a step of its own.

    Arguments:
        client: the connection.
        design: what to make.
        identity: which ledger it is to be, where an earlier one is restored; a new one where not given.

    Raises:
        Conflict: a stream of that name exists.
        Unavailable: the server does not answer.
    """
    try:
        await status(client, design)
    except NotInstalled:
        await ask(
            client,
            f"STREAM.CREATE.{design.name}",
            {**design.configuration(), "metadata": {_IDENTITY: identity or secrets.token_hex(16)}},
            what=f"creating stream {design.name}",
            timeout_s=20,
        )
        return await verify(client, design)
    message = f"stream {design.name} exists already; the ledger is installed once and never again"
    raise Conflict(message)
