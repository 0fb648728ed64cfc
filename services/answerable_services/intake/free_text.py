"""Personal data in what a sender may choose: refused at every way in, for the ledger cannot forget."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, get_args

import structlog
from pydantic import BaseModel

from answerable.commands.base import Command
from answerable.discovery import streams
from answerable.errors import BrokenRule, Invalid
from answerable.events.base import FREE_TEXT
from answerable.privacy import Kind, find, find_in_id
from answerable.settings import PersonalData
from answerable.streams.note.papers import Attachment, in_words
from answerable.streams.site.commands import Open

log = structlog.get_logger()

RULE = "personal-data"
WRITABLE = "control-character"

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""What no person types: control characters, and those that turn the order of what is read (Unicode UAX 9)."""

KEY = "/Idempotency-Key"
"""Where a rule that the idempotency key breaks stands: beside the command's fields, not among them."""


@cache
def free_text_fields(model: type[BaseModel]) -> frozenset[str]:
    """Name the fields of a command in which people write their own words; in the others they choose ids."""
    return frozenset(
        name
        for name, field in model.model_fields.items()
        if FREE_TEXT in field.metadata or _is_free_text(field.annotation)
    )


def _is_free_text(annotation: Any) -> bool:
    if FREE_TEXT in getattr(annotation, "__metadata__", ()):
        return True
    return any(_is_free_text(part) for part in get_args(annotation))


@cache
def _own_prefixes() -> frozenset[str]:
    """Give the first words of our own ids: the streams, and those that name people."""
    return frozenset((*streams(), "customer", "machine", "system"))


@cache
def _text_fields(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """List the fields that may hold a text of the sender's choice, and whether in a person's own words."""
    free = free_text_fields(model)
    return tuple(
        (name, name in free) for name, field in model.model_fields.items() if _may_hold_text(field.annotation)
    )


def _may_hold_text(annotation: Any) -> bool:
    if isinstance(annotation, type):
        return annotation is str or issubclass(annotation, BaseModel)
    return any(_may_hold_text(part) for part in get_args(annotation))


def _texts(pointer: str, value: Any, *, is_free: bool) -> Iterator[tuple[str, str, bool]]:
    """Give every text inside a value: where it stands, what it says, whether it is a person's own words."""
    if type(value) is str:
        yield pointer, value, is_free
    elif isinstance(value, Attachment):  # the rest of it is no words
        yield f"{pointer}/name", f"{value.name} {in_words(value.name)}", True
    elif isinstance(value, BaseModel):
        for name, is_free_field in _text_fields(type(value)):
            if (inner := getattr(value, name)) is not None:
                yield from _texts(f"{pointer}/{name}", inner, is_free=is_free_field)
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _texts(f"{pointer}/{index}", one, is_free=is_free)


# Sites, people, topics and channels come again with every command, and looking costs more than remembering.
@lru_cache(maxsize=8_192)
def _in_own_words(text: str) -> tuple[BrokenRule, ...]:
    """Tell what is wrong with a text in a person's own words, wherever it stands; most have nothing."""
    return _wrong_with(text, find(text))


@lru_cache(maxsize=8_192)
def _in_id(text: str) -> tuple[BrokenRule, ...]:
    """Tell what is wrong with an id that somebody chose."""
    return _wrong_with(text, find_in_id(text, _own_prefixes()))


_NUMBER = re.compile(r"[0-9]+x?")


@lru_cache(maxsize=1_024)
def _in_site_id(text: str) -> tuple[BrokenRule, ...]:
    """Tell what is wrong with the id of a site to come: no number in it is an order's or a device's."""
    return _wrong_with(text, frozenset(kind for number in _NUMBER.findall(text) for kind in find(number)))


# What shows as nothing and is a letter or a sign to Unicode: the fillers of Hangul, the blank of Braille.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def _is_invisible(text: str) -> bool:
    return all(one in _FILLERS or unicodedata.category(one)[0] in "CZM" for one in text)


def _wrong_with(text: str, kinds: frozenset[Kind]) -> tuple[BrokenRule, ...]:
    broken_rules = [
        BrokenRule(pointer="", rule=RULE, message=f"looks like personal data: {kind.value.replace('_', ' ')}")
        for kind in sorted(kinds)
    ]
    if not text.isascii() and _is_invisible(text):
        broken_rules.append(BrokenRule(pointer="", rule=WRITABLE, message="holds nothing that can be seen"))
    elif _UNWRITABLE.search(text):
        broken_rules.append(
            BrokenRule(pointer="", rule=WRITABLE, message="holds a character that cannot be shown")
        )
    return tuple(broken_rules)


def _broken_rules(command: Command, key: str | None) -> list[BrokenRule]:
    found: list[tuple[str, tuple[BrokenRule, ...]]] = []
    for name, is_free in _text_fields(type(command)):
        value = getattr(command, name)
        if type(value) is str:  # nearly all of them: no generator is made for it
            look = _in_own_words if is_free else _in_id
            if name == "site" and type(command) is Open:
                look = _in_site_id
            if broken_rules := look(value):
                found.append((f"/{name}", broken_rules))
        elif value is not None:
            for pointer, text, is_own in _texts(f"/{name}", value, is_free=is_free):
                found.append((pointer, _in_own_words(text) if is_own else _in_id(text)))
    if key is not None:
        found.append((KEY, _in_id(key)))
    return [
        broken.model_copy(update={"pointer": pointer})
        for pointer, broken_rules in found
        for broken in broken_rules
    ]


def check_texts(command: Command, key: str | None, policy: PersonalData) -> None:
    """Look through all that a sender chose: free texts, ids, the matter's name and the idempotency key.

    What is found is never repeated, neither in the refusal nor in the log.

    Arguments:
        command: what is asked.
        key: its idempotency key, where it has one.
        policy: whether personal data are refused, or taken and noted in the log.

    Raises:
        Invalid: a text holds a control character, or personal data; fields and kinds are named.
    """
    broken_rules = tuple(_broken_rules(command, key))
    if not broken_rules:
        return
    found = [f"{broken.pointer} {broken.message}" for broken in broken_rules]
    told = "; ".join(found)
    if unwritable := tuple(broken for broken in broken_rules if broken.rule == WRITABLE):
        raise Invalid(told, rule=WRITABLE, broken_rules=unwritable)
    if policy is PersonalData.WARN:
        log.warning("command.personal_data", command=command.command_name, site=command.site, found=found)
        return
    message = (
        f"{told}; the ledger keeps everything for ever: name people by ids of their own, and leave numbers "
        "and addresses out"
    )
    raise Invalid(message, rule=RULE, broken_rules=broken_rules)
