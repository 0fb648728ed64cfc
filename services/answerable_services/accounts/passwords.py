"""Passwords: which ones are taken (NIST SP 800-63B-4, section 3.1.1.2), and how they are kept (RFC 9106)."""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY
from pydantic import SecretStr

from answerable.errors import BrokenRule, Corrupt, Invalid, Unavailable
from answerable.wording import say
from answerable_services.accounts.keys import Randomness

SHORTEST, LONGEST = 12, 128
"""Characters, counted after normalising; there are no rules about which ones."""

SERVICE: Final = "answerable"

_GUESSES_LOG10 = 8.0
"""A password that is found within a hundred million well-chosen guesses counts as a common one.

At a guess every quarter of an hour that is never, and with a stolen hash, at a tenth of a second for each,
four months.
"""

_PIECE = 32
"""Characters that are looked at together: how long zxcvbn takes grows fast with the length."""

_LITTLE = 5
"""Letters and digits that make no password of what is known of a person: a year and one more."""

_HERE = Path(__file__).with_name("common_here.txt")
_UNREADABLE = frozenset({"Cc", "Cs", "Cn"})
_WAIT_S = 10.0

_WHY = {"repeat": "repeated", "sequence": "in_a_row", "spatial": "neighbours", "date": "a_date"}


def normalised(password: SecretStr) -> str:
    """Give a password as it is hashed: composed and of one width, so that every keyboard writes the same.

    SP 800-63B-4 asks for NFC or NFKC; NFKC makes one of half-width and full-width characters, between which
    Chinese keyboards switch unseen.
    """
    return unicodedata.normalize("NFKC", password.get_secret_value())


def check_password(password: SecretStr, context: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long, unreadable or guessed soon.

    Arguments:
        password: as it was typed.
        context: what an attacker would try first with this person: their id, their name.

    Raises:
        Invalid: it breaks a rule; the sentence says which, and never repeats the password.
    """
    fault = fault_of(password, context)
    if fault is not None:
        said = say(f"error.broken_rule.password_{fault}")
        rule = f"password_{fault}"
        broken = BrokenRule(pointer="/password", rule=rule, message=said.en)
        raise Invalid(said, rule=rule, broken_rules=(broken,))


def fault_of(password: SecretStr, context: Iterable[str] = ()) -> str | None:
    """Name what is wrong with a password; None where nothing is.

    Arguments:
        password: as it was typed.
        context: what an attacker would try first with this person.
    """
    if len(password.get_secret_value()) > LONGEST:
        return "too_long"
    text = normalised(password)
    if len(text) < SHORTEST:
        return "too_short"
    if len(text) > LONGEST:
        return "too_long"
    if any(unicodedata.category(character) in _UNREADABLE for character in text):
        return "unreadable"
    return _why_guessed(text, context)


@cache
def _common_here() -> tuple[str, ...]:
    lines = _HERE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _parts(context: Iterable[str]) -> list[str]:
    """Give the words of what is known about a person, whole and in pieces."""
    found = [SERVICE]
    for text in context:
        whole = unicodedata.normalize("NFKC", text).lower()
        pieces = "".join(c if c.isalnum() else " " for c in whole).split()
        found += [whole, "".join(pieces), *pieces]
    return [part for part in found if len(part) > 1]


def _is_of(text: str, words: Iterable[str]) -> bool:
    """Tell whether a password is made of these words and little else."""
    rest = text.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "\0")
    return "\0" in rest and sum(c.isalnum() for c in rest) <= _LITTLE


def _why_guessed(text: str, context: Iterable[str]) -> str | None:
    """Name what makes a password one that is guessed soon; None where it is not.

    A password is at least as hard to guess as its hardest piece.
    """
    # Its lists take some megabytes, and only a process that sets passwords needs them.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    own = _parts(context)
    if _is_of(text, own):
        return "of_what_is_known"
    known = [*own, *_common_here()]
    looked = []
    for start in range(0, len(text), _PIECE):
        looked.append(zxcvbn(text[start : start + _PIECE], user_inputs=known))
        if looked[-1]["guesses_log10"] >= _GUESSES_LOG10:
            return None
    hardest = max(looked, key=lambda found: found["guesses_log10"])
    if not text.isascii() and len(set(text)) >= SHORTEST:
        # The lists are of Latin letters: that a text in characters is not in them would say little,
        # and that it is short in zxcvbn's count of unknown letters says less.
        return None
    longest = max(hardest["sequence"], key=lambda match: len(match["token"]))
    return _WHY.get(longest["pattern"], "common")


class Hasher:
    """Keeps passwords as Argon2id hashes, with the second recommended option of RFC 9106 (64 MiB, 3 passes).

    Arguments:
        parameters: of the hash; a password that was kept with others is hashed anew when it is next right.
        at_once: hashes that are worked out at the same time, each of which takes its memory; one for each
            core where not said.
    """

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY, at_once: int | None = None) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)
        self._salt_bytes = parameters.salt_len
        self._places = threading.BoundedSemaphore(at_once or os.cpu_count() or 1)
        # What is compared where there is no account: the same work, and never the right password.
        self._nobodys = self._hasher.hash("", salt=bytes(parameters.salt_len))

    def hash(self, password: SecretStr, randomness: Randomness) -> str:
        """Give what is kept of a password.

        Raises:
            Unavailable: too many hashes are being worked out.
        """
        with self._place():
            return self._hasher.hash(normalised(password), salt=randomness(self._salt_bytes))

    def is_right(self, kept: str | None, password: SecretStr) -> bool:
        """Tell whether a password is the one that was kept, with the same work where there is none.

        Arguments:
            kept: as `hash` gave it; None where there is no account, or one without a password.
            password: as it was typed.

        Raises:
            Corrupt: what was kept is no hash.
            Unavailable: too many hashes are being worked out.
        """
        text = password.get_secret_value()
        tried = normalised(password) if len(text) <= LONGEST else ""
        with self._place():
            try:
                is_equal = self._hasher.verify(kept or self._nobodys, tried.encode(errors="surrogatepass"))
            except VerifyMismatchError:
                return False
            except (InvalidHashError, VerificationError):
                message = "a password hash in the accounts' store is damaged; reset that person's password"
                raise Corrupt(message) from None
        return is_equal and kept is not None and bool(tried)

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than those of now."""
        return self._hasher.check_needs_rehash(kept)

    def _place(self) -> _Place:
        return _Place(self._places)


class _Place:
    """A place among the hashes that are worked out; whoever finds none in time is told to come again."""

    def __init__(self, places: threading.BoundedSemaphore) -> None:
        self._places = places

    def __enter__(self) -> None:
        if not self._places.acquire(timeout=_WAIT_S):
            raise Unavailable("too many passwords are being checked at the moment; try again")

    def __exit__(self, *_: object) -> None:
        self._places.release()
