"""The second factor: codes of an app that go by the time (RFC 6238), and recovery codes on paper.

The codes are worked out here, in twenty lines, and not by pyotp: that one tells whether a code is right and
not which step it belongs to, and without the step a code that somebody read over a shoulder works again.
"""

from __future__ import annotations

import hmac
from base64 import b32decode, b32encode
from datetime import datetime
from hashlib import sha1
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from pydantic import SecretStr
from sqlalchemy import delete, func, insert, select

from answerable.spelling import of_one_width
from answerable_services.accounts.keys import Keys, Randomness
from answerable_services.accounts.tables import RECOVERY_CODES

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEP_S = 30
DIGITS = 6
SLACK = 1
"""Steps by which the app's clock may be ahead or behind (RFC 6238, section 5.2)."""

RECOVERY_CODES_GIVEN = 10
_SECRET_BYTES = 20
_CODE_BYTES = 10
_GROUP = 4
_ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_ALIKE = str.maketrans("OIL", "011")
"""Crockford's alphabet, in which nothing looks like something else, and what is read wrongly all the same."""


def new_totp_secret(randomness: Randomness) -> SecretStr:
    """Draw a secret of 160 bits (RFC 4226, section 4), in base 32, as apps read it."""
    return SecretStr(b32encode(randomness(_SECRET_BYTES)).decode())


def provisioning_uri(secret: SecretStr, person: str, issuer: str) -> SecretStr:
    """Give the address that an app reads from a square code; as secret as the secret in it.

    Source: https://github.com/google/google-authenticator/wiki/Key-Uri-Format, with the defaults left out.
    """
    words = urlencode({"secret": secret.get_secret_value(), "issuer": issuer}, quote_via=quote)
    return SecretStr(f"otpauth://totp/{quote(issuer)}:{quote(person)}?{words}")


def code_at(secret: SecretStr, step: int) -> str:
    """Give the code of a step (RFC 4226, section 5.3; SHA-1, as every app has it and HMAC allows)."""
    key = b32decode(secret.get_secret_value())
    digest = hmac.new(key, step.to_bytes(8, "big"), sha1).digest()
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(now: datetime) -> int:
    """Give the number of the step that a moment is in."""
    return int(now.timestamp()) // STEP_S


def step_of(secret: SecretStr, code: str, now: datetime, last_used: int | None) -> int | None:
    """Find the step that a code belongs to; None where it is wrong, too old, or was used before.

    Arguments:
        secret: the app's.
        code: as it was typed, blanks between its digits or not.
        now: when.
        last_used: the step of the last code that was right; that one and earlier ones are no more.
    """
    typed = "".join(of_one_width(code).split())
    found = None
    for step in range(step_at(now) - SLACK, step_at(now) + SLACK + 1):
        is_equal = hmac.compare_digest(code_at(secret, step).encode(), typed.encode(errors="replace"))
        if is_equal and (last_used is None or step > last_used):
            found = step
    return found


def new_recovery_codes(randomness: Randomness) -> tuple[SecretStr, ...]:
    """Draw ten codes of 80 bits, to be kept on paper: ``7K4D-9QXM-20BV-H5TC``."""
    drawn = (
        b32encode(randomness(_CODE_BYTES)).decode().translate(_ALPHABET) for _ in range(RECOVERY_CODES_GIVEN)
    )
    return tuple(
        SecretStr("-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP)))
        for code in drawn
    )


def _digest(keys: Keys, person: str, code: str) -> str:
    plain = "".join(c for c in of_one_width(code).upper() if c.isalnum()).translate(_ALIKE)
    return keys.digest("recovery code", f"{person}\0{plain}")


def keep_recovery_codes(
    connection: Connection, keys: Keys, person: str, codes: tuple[SecretStr, ...]
) -> None:
    """Keep the digests of new codes; earlier ones are worth nothing from then on."""
    forget_recovery_codes(connection, person)
    digests = [_digest(keys, person, code.get_secret_value()) for code in codes]
    connection.execute(insert(RECOVERY_CODES), [{"person": person, "digest": d} for d in digests])


def use_recovery_code(connection: Connection, keys: Keys, person: str, code: str) -> int | None:
    """Use a code up, and tell how many are left; None where there is no such code any more."""
    which = (RECOVERY_CODES.c.person == person) & (RECOVERY_CODES.c.digest == _digest(keys, person, code))
    if connection.execute(delete(RECOVERY_CODES).where(which)).rowcount == 0:
        return None
    return recovery_codes_left(connection, person)


def recovery_codes_left(connection: Connection, person: str) -> int:
    """Tell how many codes a person has not used yet."""
    left = select(func.count()).select_from(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person)
    return connection.scalar(left) or 0


def forget_recovery_codes(connection: Connection, person: str) -> None:
    """Forget the codes of a person."""
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.person == person))
