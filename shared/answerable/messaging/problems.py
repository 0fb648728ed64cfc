"""Problems: how a failure is told over HTTP and NATS alike (RFC 9457)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from answerable import errors
from answerable.errors import AnswerableError, BrokenRule, Invalid, Malformed
from answerable.wording import Sentence, again, catalogue, listed, say

CONTENT_TYPE = "application/problem+json"
ERROR_CODE = "Nats-Service-Error-Code"
ERROR_TEXT = "Nats-Service-Error"

UNREADABLE = {"loc": (), "type": "json_invalid", "msg": "JSON decode error"}
"""What pydantic's list of errors would say of bytes that are no JSON document."""

# FastAPI, FastStream and pydantic name it differently, and mean that the document is no object.
_NO_OBJECT = frozenset({"missing", "model_type", "model_attributes_type"})

_OF_A_SET = frozenset({"enum", "literal_error"})
_QUOTED = re.compile(r"'([^']*)'")

_TOLD_BY_US = frozenset({"string_pattern_mismatch"})
"""Rules of which pydantic says something that nobody reads: a regular expression."""

_ENOUGH = 3
"""Faults that are told one by one; the rest is counted."""

_KINDS: dict[str, type[AnswerableError]] = {
    name.lower(): kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, AnswerableError)
}


class Problem(BaseModel):
    """A problem document.

    Arguments:
        type: which kind of failure, as a URN.
        title: the kind, in words.
        status: the HTTP status.
        detail: what happened, to what, and what to do.
        rule: the article or rule behind a refusal, where there is one.
        errors: the rules that an input breaks.
        key: the sentence in the catalogue, or the one of the kind of failure.
        values: what is filled into it.
    """

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    rule: str | None = None
    errors: tuple[BrokenRule, ...] = ()
    key: str | None = None
    values: dict[str, JsonValue] = {}


def problem_of(error: AnswerableError) -> Problem:
    """Write an error as a problem document."""
    return Problem(
        type=f"urn:answerable:problem:{type(error).__name__.lower()}",
        title=error.title,
        status=error.status,
        detail=error.message,
        rule=error.rule,
        errors=error.broken_rules,
        key=error.key,
        values={} if error.sentence is None else dict(error.sentence.values),
    )


def error_of(problem: Problem) -> AnswerableError:
    """Give the error back that a problem document was written from."""
    kind = _KINDS.get(problem.type.rpartition(":")[2], AnswerableError)
    error = kind(problem.detail, rule=problem.rule, broken_rules=problem.errors)
    if problem.key is not None and problem.key != error.key:
        error.sentence = again(problem.key, problem.values)
    return error


def _pointer(error: Mapping[str, Any], skip: int) -> str:
    """Write where an error stands (RFC 6901); where the document cannot be read, nowhere in it."""
    location = () if error["type"] == UNREADABLE["type"] else error["loc"][skip:]
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)
    # A name that the sender made up may hold half a character, which no answer can.
    return pointer.encode(errors="replace").decode()


def _broken_rule(error: Mapping[str, Any], skip: int) -> BrokenRule:
    pointer = _pointer(error, skip)
    if not pointer and error["type"] in _NO_OBJECT:
        return BrokenRule(pointer="", rule="model_type", message="Input should be a JSON object")
    return BrokenRule(pointer=pointer, rule=str(error["type"]), message=str(error["msg"]))


def said_of(broken: BrokenRule) -> Sentence:
    """Give a broken rule in words, without its place; in English its own, which name the bounds and values.

    Arguments:
        broken: the rule.
    """
    if broken.key is not None and (own := again(broken.key, broken.values or {})) is not None:
        return own
    key = f"error.broken_rule.{broken.rule}"
    known = say(key if key in catalogue() else "error.broken_rule.other")
    if broken.rule in _OF_A_SET and (words := _QUOTED.findall(broken.message)):
        known = say("error.broken_rule.one_of", known=listed(words))
    en = known.en if broken.rule in _TOLD_BY_US else broken.message
    return Sentence(key=known.key, values=known.values, zh=known.zh, en=en)


def sentence_of(error: AnswerableError) -> Sentence:
    """Give an error in words.

    Where it has English ones alone, those of its broken rule or of its kind stand for them in Chinese.

    Arguments:
        error: what went wrong.
    """
    if isinstance(error.sentence, Sentence):
        return error.sentence
    if error.broken_rules:
        known = said_of(error.broken_rules[0])
    else:
        known = say(error.key if error.key in catalogue() else "error.kind.answerable_error")
    return Sentence(key=known.key, zh=known.zh, en=error.message)


def _said(broken: BrokenRule) -> Sentence:
    """Give a broken rule in words, behind its place."""
    return say("error.broken_rule.at", pointer=broken.pointer or "/", what=said_of(broken))


def invalid(
    errors: Iterable[Mapping[str, Any]], what: str | Sentence, *, skip: int = 0
) -> Invalid | Malformed:
    """Turn pydantic's list of errors into one of ours, naming each field and rule.

    Arguments:
        errors: as pydantic lists them.
        what: what was being read.
        skip: leading parts of each location that are not the sender's, such as ``body``.
    """
    broken_rules = tuple(_broken_rule(error, skip) for error in errors)
    if any(broken.rule == UNREADABLE["type"] for broken in broken_rules):
        named = what if isinstance(what, str) else what.en
        return Malformed(f"{named} is not JSON: {broken_rules[0].message}", broken_rules=broken_rules)
    further = len(broken_rules) - _ENOUGH
    said = say(
        "error.broken_rules",
        what=what,
        n=len(broken_rules),
        broken_rules=listed(map(_said, broken_rules[:_ENOUGH]), by="semicolon"),
        more=say("error.more_broken_rules", n=further) if further > 0 else None,
    )
    return Invalid(said, broken_rules=broken_rules)


def from_validation(error: ValidationError, what: str | Sentence) -> Invalid | Malformed:
    """Turn a pydantic validation error into one of ours."""
    return invalid(error.errors(include_url=False, include_context=False, include_input=False), what)
