"""The LEDGER stream: what it must be, made once, checked ever after, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answerable.errors import Conflict, Corrupt, Unavailable
from answerable.events.subjects import EVERYTHING
from answerable.ledger.api import ask

if TYPE_CHECKING:
    from nats.aio.client import Client

MAX_BATCH = 1000
"""Messages in one atomic batch, at most (ADR-50)."""


@dataclass(frozen=True, slots=True)
class StreamDesign:
    """How a stream must be configured to serve as a ledger.

    Arguments:
        name: the stream's name.
        subjects: the subjects it takes.
        replicas: 1 embedded, 3 in a cluster.
    """

    name: str = "LEDGER"
    subjects: tuple[str, ...] = (EVERYTHING,)
    replicas: int = 1

    def configuration(self) -> dict[str, Any]:
        """Give the configuration as the JetStream API takes it.

        No limit ever removes a message, none can be deleted or purged, and a full disk refuses
        new ones; atomic batches and direct reads are on.
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
            "max_msgs_per_subject": -1,
            "num_replicas": self.replicas,
            "deny_delete": True,
            "deny_purge": True,
            "allow_direct": True,
            "allow_atomic": True,
            "allow_rollup_hdrs": False,
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
    """

    messages: int
    first_sequence: int
    last_sequence: int
    deleted: int
    size_bytes: int
    subjects: int
    configuration: dict[str, Any]

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
        Unavailable: the stream is not there, or the server does not answer.
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
    )


def differences(found: dict[str, Any], design: StreamDesign) -> list[str]:
    """List where a stream's configuration departs from the design; replicas may differ."""
    return [
        f"{key} is {found.get(key)!r}, must be {wanted!r}"
        for key, wanted in design.configuration().items()
        if key != "num_replicas" and (found.get(key) or None) != (wanted or None)
    ]


async def verify(client: Client, design: StreamDesign) -> StreamStatus:
    """Check that the stream exists and is what it must be.

    Raises:
        Unavailable: the stream is not there.
        Corrupt: it is configured differently, or messages are missing from it.
    """
    found = await status(client, design)
    if wrong := differences(found.configuration, design):
        message = f"stream {design.name} is not configured as a ledger: {'; '.join(wrong)}"
        raise Corrupt(message)
    missing = found.last_sequence - found.messages
    if missing or found.deleted:
        message = (
            f"stream {design.name} lacks {max(missing, found.deleted)} of {found.last_sequence} messages"
        )
        raise Corrupt(message)
    return found


async def install(client: Client, design: StreamDesign) -> StreamStatus:
    """Make the stream, on a new installation only.

    A server that was started with the wrong encryption key shows no stream: making one at every
    start would fork history, so this is a step of its own.

    Raises:
        Conflict: a stream of that name exists.
    """
    try:
        await status(client, design)
    except Unavailable:
        await ask(
            client,
            f"STREAM.CREATE.{design.name}",
            design.configuration(),
            what=f"creating stream {design.name}",
            timeout_s=20,
        )
        return await verify(client, design)
    message = f"stream {design.name} exists already; the ledger is installed once and never again"
    raise Conflict(message)
