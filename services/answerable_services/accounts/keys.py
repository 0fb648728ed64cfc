"""The key beside the store: it seals what has to be read again, and makes digests that need it.

A copy of the database alone tells no second factor, and whose address was seen where cannot be tried out.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from answerable.errors import Corrupt, Misconfigured
from answerable.ledger.server.machine import sync_directory, write_private
from answerable.private import private_directory

Randomness: TypeAlias = Callable[[int], bytes]
"""Gives so many random bytes; `secrets.token_bytes` outside of tests."""

FILE = "accounts.key"
_BYTES = 32
_NONCE_BYTES = 12
_FOR_OTHERS = 0o077


class Keys:
    """What is made of the one key: one key for each purpose (RFC 5869).

    Arguments:
        key: 32 random bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._sealing = AESGCM(_derived(key, b"answerable accounts: sealing"))
        self._digesting = _derived(key, b"answerable accounts: digests")

    def __repr__(self) -> str:
        return "Keys(…)"

    def seal(self, secret: str, owner: str, nonce: bytes) -> str:
        """Encrypt a text for its owner (AES-256-GCM, NIST SP 800-38D).

        Arguments:
            secret: the text.
            owner: whose; moved to another owner's row it cannot be opened.
            nonce: 12 random bytes.
        """
        sealed = self._sealing.encrypt(nonce, secret.encode(), owner.encode())
        return b64encode(nonce + sealed).decode()

    def open(self, sealed: str, owner: str) -> str:
        """Decrypt what was sealed.

        Raises:
            Corrupt: it was sealed by another key or for another owner, or is damaged.
        """
        try:
            content = b64decode(sealed, validate=True)
            nonce, rest = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
            return self._sealing.decrypt(nonce, rest, owner.encode()).decode()
        except (InvalidTag, NotBase64, ValueError):
            message = (
                f"what the accounts' store holds sealed for {owner} cannot be opened: restore the store and "
                f"{FILE} from the same copy, or reset the second factor of {owner}"
            )
            raise Corrupt(message) from None

    def digest(self, purpose: str, text: str) -> str:
        """Make a digest that nobody can try out without the key (RFC 2104).

        Arguments:
            purpose: what for; the same text has another digest for another purpose.
            text: of what.
        """
        said = f"{purpose}\0{text}".encode(errors="surrogatepass")
        return hmac.new(self._digesting, said, sha256).hexdigest()


def nonce_of(randomness: Randomness) -> bytes:
    """Draw what makes each seal another one."""
    return randomness(_NONCE_BYTES)


def read_keys(directory: Path, randomness: Randomness) -> Keys:
    """Read the key of an installation, made where it is not there.

    Arguments:
        directory: where it lies.
        randomness: of which a new one is made.

    Raises:
        Misconfigured: others can read the file.
        Corrupt: what is in it is no key.
    """
    path = directory / FILE
    private_directory(directory)
    if not path.exists():
        _make(path, randomness(_BYTES))
    if path.stat().st_mode & _FOR_OTHERS:
        raise Misconfigured(f"others than its owner can read {path}: run chmod 600 on it")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        message = (
            f"the key {path} cannot be read: restore it from a copy; without one, move it away and reset the "
            "second factor of everybody"
        )
        raise Corrupt(message)
    return Keys(key)


def _make(path: Path, key: bytes) -> None:
    """Write a key, once: of two processes that try at the same time both take the same."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_private(draft, key.hex().encode())
    try:
        os.link(draft, path)
        sync_directory(path.parent)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _BYTES, salt=None, info=purpose).derive(key)
