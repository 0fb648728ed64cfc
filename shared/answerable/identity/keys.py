"""The keys that tokens are signed with: each belongs to a part of the system, and speaks for few.

A part's private key lies in a file of its own, so that a service that runs elsewhere is given no other. The
public ones of all parts stand together in one file, which every service reads and none but the installer
writes. Whoever holds the key of the callbacks service can be that service, and nobody else.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from pydantic import BaseModel, ConfigDict, StringConstraints, TypeAdapter, ValidationError

from answerable.errors import Corrupt, NotFound
from answerable.ledger.server.machine import write_private
from answerable.private import private_directory

_TRUSTED = "trusted.json"
_LOCK = ".lock"


class Owner(StrEnum):
    """The parts of the system that sign."""

    ACCOUNTS = "accounts"
    """Lets people and machines in, and speaks for them."""
    CLI = "cli"
    """The command line on the installation's own machine."""
    CONSOLE = "console"
    DESK = "desk"
    SCORING = "scoring"
    CALLBACKS = "callbacks"
    AUDIT = "audit"


def speaks_for(owner: str) -> tuple[str, ...]:
    """Give the ids, as patterns, that the holder of a part's key can be.

    Arguments:
        owner: the part; one of a user's own speaks for itself.
    """
    match owner:
        case Owner.ACCOUNTS:
            # And for itself: it records what happened to credentials.
            return ("staff-*", "machine-*", "system-accounts")
        case Owner.CLI:
            # Whoever holds it can write the installation's files: it stands for whatever is started there.
            return ("system-*",)
        case _:
            return (f"system-{owner}",)


class TrustedKey(BaseModel):
    """A public key, and whom it speaks for.

    Arguments:
        owner: the part that signs with it.
        public: the key, 32 bytes in hexadecimal digits (RFC 8032).
        speaks_for: the ids of principals, as patterns.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    owner: str
    public: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    speaks_for: tuple[str, ...]

    @cached_property
    def key(self) -> Ed25519PublicKey:
        """The key itself."""
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public))

    def may_be(self, principal: str) -> bool:
        """Tell whether its owner may sign for a principal."""
        return any(fnmatchcase(principal, pattern) for pattern in self.speaks_for)


Trusted = Mapping[str, TrustedKey]
"""The public keys that are trusted, by their names."""

_TRUSTED_FILE: TypeAdapter[dict[str, TrustedKey]] = TypeAdapter(dict[str, TrustedKey])


class SigningKey:
    """A private key.

    Arguments:
        private: the key itself; it is in no representation of this.
    """

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private
        self._public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @classmethod
    def make(cls) -> SigningKey:
        """Make a new one."""
        return cls(Ed25519PrivateKey.generate())

    @property
    def name(self) -> str:
        """What tokens call it: the first half of its public key's digest."""
        return sha256(self._public).hexdigest()[:32]

    def trusted(self, owner: str) -> TrustedKey:
        """Give what others have to know of it.

        Arguments:
            owner: the part that signs with it.
        """
        return TrustedKey(owner=owner, public=self._public.hex(), speaks_for=speaks_for(owner))


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Let one process at a time change the files of a directory.

    Arguments:
        directory: which.
    """
    descriptor = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Keys:
    """The keys of an installation, in a directory that only its owner reads.

    Arguments:
        directory: where they are; a service that runs elsewhere has the public ones and its own there.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def make(self, owners: Iterable[str] = tuple(Owner)) -> None:
        """Make the keys that are missing; those that are there stay.

        Arguments:
            owners: the parts that need one.
        """
        if all(self._path(owner).exists() for owner in owners) and not self._outdated():
            return
        private_directory(self.directory)
        with alone(self.directory):
            for owner in owners:
                if not self._path(owner).exists():
                    self._make(owner)
            if outdated := self._outdated():
                self._write({**self.trusted(), **outdated})

    def _outdated(self) -> Trusted:
        """Give the keys that an earlier version let speak for fewer, as they are today."""
        if not self.trusted_path.exists():
            return {}
        return {
            name: key.model_copy(update={"speaks_for": today})
            for name, key in self.trusted().items()
            if key.owner in set(Owner) and not set(today := speaks_for(key.owner)) <= set(key.speaks_for)
        }

    def renew(self, owner: str) -> None:
        """Give a part a new key; tokens by the old one hold until `forget` ends that.

        Arguments:
            owner: the part.
        """
        with alone(self.directory):
            self._make(owner)

    def forget(self, owner: str) -> list[str]:
        """Trust a part's present key only.

        Arguments:
            owner: the part.

        Returns:
            The names of the keys that are not trusted any more.
        """
        with alone(self.directory):
            present, trusted = self.of(owner).name, self.trusted()
            gone = [name for name, key in trusted.items() if key.owner == owner and name != present]
            self._write({name: key for name, key in trusted.items() if name not in gone})
        return gone

    def _make(self, owner: str) -> None:
        key = SigningKey.make()
        # It is trusted before it signs, so that no token of its is ever a stranger's.
        known = self.trusted() if self.trusted_path.exists() else {}
        self._write({**known, key.name: key.trusted(owner)})
        pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_private(self._path(owner), pem)

    def _write(self, trusted: Trusted) -> None:
        write_private(self.trusted_path, _TRUSTED_FILE.dump_json(dict(trusted), indent=2))

    def of(self, owner: str) -> SigningKey:
        """Read a part's own key.

        Arguments:
            owner: the part.

        Raises:
            NotFound: it is not there.
            Corrupt: it is no such key.
        """
        path = self._path(owner)
        try:
            pem = path.read_bytes()
        except FileNotFoundError:
            message = (
                f"there is no key of {owner} in {self.directory}: start the installation once with "
                "`answerable up`, or copy the key from where it was made"
            )
            raise NotFound(message) from None
        try:
            private = load_pem_private_key(pem, password=None)
        except ValueError as error:
            message = f"{path} is damaged: {error}; put it back from a copy"
            raise Corrupt(message) from error
        if not isinstance(private, Ed25519PrivateKey):
            message = f"{path} is no Ed25519 key; put it back from a copy"
            raise Corrupt(message)
        return SigningKey(private)

    def trusted(self) -> Trusted:
        """Read the public keys of all parts.

        Raises:
            NotFound: the file is not there.
            Corrupt: it cannot be read.
        """
        try:
            return _TRUSTED_FILE.validate_json(self.trusted_path.read_bytes())
        except FileNotFoundError:
            message = (
                f"there is no {self.trusted_path}: start the installation once with `answerable up`, or copy "
                "the file from where it was made"
            )
            raise NotFound(message) from None
        except ValidationError as error:
            message = f"{self.trusted_path} is damaged: {error.error_count()} faults; put it back from a copy"
            raise Corrupt(message) from error

    @property
    def trusted_path(self) -> Path:
        """The file of the public keys."""
        return self.directory / _TRUSTED

    def _path(self, owner: str) -> Path:
        return self.directory / f"{owner}.pem"
