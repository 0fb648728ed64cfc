"""What several requests to the accounts have: secrets, where somebody asks from, and how far they came."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, SecretStr

from answerable.events.base import ActorId
from answerable.queries.base import Answer

Hidden = Annotated[
    SecretStr, Field(max_length=4096), PlainSerializer(SecretStr.get_secret_value, when_used="json")
]
"""A secret: told on the wire to whom it is meant for, and nowhere else."""


class Where(BaseModel):
    """Where somebody asks from.

    Arguments:
        address: of their connection.
        agent: the header ``User-Agent``.
        device: the cookie by which the device is known to this person, where there is one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: Annotated[str, Field(max_length=64)]
    agent: Annotated[str, Field(max_length=1000)] = ""
    device: Hidden | None = None


class Entered(Answer):
    """How far somebody has come in: they are signed in, or a code is wanted.

    Arguments:
        person: who they are, once they are signed in.
        session: what the cookie of the session holds, once they are signed in.
        expires_at: when the session, or the ticket, is over at the latest.
        device: what the cookie of the device holds from now on, where that changes.
        ticket: to be shown with the code of the second factor, where one is wanted.
    """

    person: ActorId | None = None
    session: Hidden | None = None
    expires_at: AwareDatetime
    device: Hidden | None = None
    ticket: Hidden | None = None


class Done(Answer):
    """It was done, or was so already."""
