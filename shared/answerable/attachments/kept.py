"""What is known of a file that was taken."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from answerable.streams.note.papers import Digest, FileFormat


class Kept(BaseModel):
    """A file that was taken; its note names it by these.

    Arguments:
        digest: the SHA-256 of its bytes.
        size: how many bytes it has.
        format: what it holds.
    """

    model_config = ConfigDict(frozen=True)

    digest: Digest
    size: int = Field(ge=1)
    format: FileFormat
