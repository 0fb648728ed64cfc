"""Devices by their numbers: terminals and SIM cards, never a telephone's number or a plate.

A number that names a device is no person's; which person has the device stands in the customer's file. So a
field of these takes what has a device's form and a right check digit, and refuses a telephone number.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

TerminalNumber = Annotated[
    str, StringConstraints(pattern=r"^(?:[0-9]{15}|[A-Z][A-Z0-9]{5,19})$", strip_whitespace=True)
]
"""A terminal's number: its IMEI of fifteen digits, or the maker's, which begins with a letter."""

SimNumber = Annotated[str, StringConstraints(pattern=r"^8986[0-9]{15,16}$", strip_whitespace=True)]
"""A SIM card's number (ICCID), nineteen or twenty digits, Chinese ones from 8986 on (ITU-T E.118)."""

_IMEI_DIGITS = 15
_CHECKED_ICCID_DIGITS = 19
_NINE, _TEN = 9, 10


def has_its_check_digit(number: str) -> bool:
    """Tell whether a terminal's or a SIM card's number is one, by its check digit where it has one.

    A maker's own number has none, and neither has an ICCID of twenty digits.

    Arguments:
        number: of the form of `TerminalNumber` or `SimNumber`.
    """
    if not number.isdecimal() or len(number) not in {_IMEI_DIGITS, _CHECKED_ICCID_DIGITS}:
        return True
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - _NINE if value > _NINE else value
    return total % _TEN == 0


def tail_of(number: str) -> str:
    """Give what a list shows of a SIM card's number: its last four digits.

    Arguments:
        number: the whole one.
    """
    return f"…{number[-4:]}"
