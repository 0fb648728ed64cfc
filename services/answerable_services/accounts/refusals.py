"""Refusals: why somebody is not let in, told apart by their rule, which travels with the error."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


def not_employed(person: str) -> Forbidden:
    """Refuse somebody who is not employed today, whatever they can show."""
    return Forbidden(say("error.account.not_employed", person=person), rule=Why.NOT_EMPLOYED)


def no_sample() -> Forbidden:
    """Refuse to let anybody in without a password where the records are not the sample's."""
    return Forbidden(say("error.account.no_sample"), rule=Why.NO_SAMPLE)
