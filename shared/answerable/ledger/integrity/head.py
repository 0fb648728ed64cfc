"""The head file: how far the ledger had come, and its hash chain there, kept beside the data and signed.

JetStream can lose a damaged block and give its sequences to other events; nothing in the server tells. What
was written is therefore noted outside of it, in ``ledger-head.json``. The file may lag behind the ledger, as
after a crash: it says what the ledger holds at least.

The signature is HMAC-SHA-256 (RFC 2104) with the key in ``ledger-head.key`` over the lines that
`Head.signed_text` gives. See decision 0014 for what it proves and what it does not.
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from answerable.errors import Halted
from answerable.ledger.integrity.chain import Checkpoint
from answerable.ledger.server.machine import sync_directory, write_private

HEAD_FILE = "ledger-head.json"
KEY_FILE = "ledger-head.key"

_KEY_BYTES = 32

_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Sequence = Annotated[int, Field(ge=0, lt=1 << 63)]


class Head(BaseModel):
    """What the ledger held when the file was written.

    Arguments:
        format: of the file.
        ledger: which ledger it speaks of.
        sequence: of the last event.
        chain: the hash chain there, in hexadecimal.
        anchor_sequence: an older event's; what lies between the two is read again at every start.
        anchor_chain: the hash chain there.
        written_at: when the file was written.
        fault: why nothing is written any more, where the ledger was found damaged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    ledger: Annotated[str, Field(pattern=r"^\S{1,128}$")]
    sequence: _Sequence
    chain: _Hash
    anchor_sequence: _Sequence
    anchor_chain: _Hash
    written_at: AwareDatetime
    fault: str | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """The last event and the chain there."""
        return Checkpoint(self.sequence, bytes.fromhex(self.chain))

    @property
    def anchor(self) -> Checkpoint:
        """The older event and the chain there."""
        return Checkpoint(self.anchor_sequence, bytes.fromhex(self.anchor_chain))

    def signed_text(self) -> bytes:
        """Give what is signed: a name, and one line for each field in the order of the model."""
        lines = (
            f"answerable ledger head v{self.format}",
            self.ledger,
            f"{self.sequence} {self.chain}",
            f"{self.anchor_sequence} {self.anchor_chain}",
            self.written_at.isoformat(),
            self.fault or "",
        )
        return "\n".join(lines).encode()


class _Signed(Head):
    """The file's document: the head and its signature.

    Arguments:
        signature: in hexadecimal.
    """

    signature: _Hash


class HeadFile:
    """The head file of a data directory.

    Arguments:
        data: the directory.
    """

    def __init__(self, data: Path) -> None:
        self.path = data / HEAD_FILE
        self._key_path = data / KEY_FILE

    def exists(self) -> bool:
        """Tell whether there is one, whatever it says."""
        return self.path.exists()

    def read(self) -> Head | None:
        """Give what the file says, or None where there is none.

        Raises:
            Halted: it cannot be understood, or its signature is wrong.
        """
        try:
            signed = _Signed.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise Halted(f"the head file {self.path} cannot be read: {self._remedy}") from error
        key = self._key()
        if key is None:
            raise Halted(
                f"the head file {self.path} cannot be trusted, for its key {self._key_path.name} is gone: "
                f"{self._remedy}"
            )
        head = Head.model_validate(signed.model_dump(exclude={"signature"}))
        if not hmac.compare_digest(_sign(head, key), signed.signature):
            raise Halted(
                f"the signature of the head file {self.path} is wrong, so somebody changed it: {self._remedy}"
            )
        return head

    def write(self, head: Head) -> None:
        """Replace the file in one step; the disk has it when this returns.

        Raises:
            Halted: the key cannot be read.
        """
        key = self._key() or self._new_key()
        signed = _Signed(**head.model_dump(), signature=_sign(head, key))
        write_private(self.path, signed.model_dump_json(indent=2, exclude_none=True).encode())

    @property
    def _remedy(self) -> str:
        return (
            f"nothing is written any more, reading goes on; bring {HEAD_FILE} and {KEY_FILE} back from a "
            "copy, or, if `answerable ledger check` finds the ledger whole and you know why the file is "
            "wrong, move it away to have it made anew"
        )

    def _key(self) -> bytes | None:
        try:
            text = self._key_path.read_text(encoding="ascii")
        except FileNotFoundError:
            return None
        except UnicodeDecodeError:
            text = ""
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            raise Halted(f"the key {self._key_path} of the head file cannot be read: {self._remedy}")
        return key

    def _new_key(self) -> bytes:
        """Make the key, once: of two processes that try at the same time both take the same."""
        draft = self._key_path.with_name(f".{KEY_FILE}.{secrets.token_hex(8)}")
        write_private(draft, secrets.token_hex(_KEY_BYTES).encode())
        try:
            os.link(draft, self._key_path)
            sync_directory(self._key_path.parent)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        key = self._key()
        if key is None:
            raise Halted(f"the key {self._key_path} was removed just after it was made; start again")
        return key


def _sign(head: Head, key: bytes) -> str:
    return hmac.new(key, head.signed_text(), sha256).hexdigest()
