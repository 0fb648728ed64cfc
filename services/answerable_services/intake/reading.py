"""Reading commands from JSON, by whatever way they come: strictly, a text is no number and no truth value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    NamedTuple,
    NotRequired,  # pydantic wants this one before Python 3.12
    Union,
)

from pydantic import Field, TypeAdapter, ValidationError, with_config
from pydantic_core import to_json
from typing_extensions import TypedDict

from answerable.commands.base import MOST_ITEMS, BulkItem, BulkRequest, Command, IdempotencyKey
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, BrokenRule, Invalid, NotFound
from answerable.events.base import IMPORT_PREFIX
from answerable.identity import Principal
from answerable.messaging.members import Place, as_error, count, repeated
from answerable.messaging.problems import from_validation, invalid
from answerable_services.intake.free_text import KEY


class Read(NamedTuple):
    """One command of a bulk request.

    Arguments:
        key: its idempotency key.
        command: what is asked, or why it cannot be read.
        after: the key of an earlier command without which it is not carried out, where there is one.
    """

    key: str
    command: Command | AnswerableError
    after: str | None = None


@cache
def _whole() -> TypeAdapter[Any]:
    """Make the reader of a request whose every command is right.

    It takes a third of the time that reading commands one by one takes, because a name chooses its model
    and no document is made in between. Made at first use: only intake reads requests.
    """
    items = tuple(
        _document(
            f"item of {name}",
            {
                "name": Literal[name],
                "key": IdempotencyKey,
                "body": model,
                "after": NotRequired[IdempotencyKey | None],
            },
        )
        for name, model in COMMANDS.items()
    )
    # The types are made here, from the registry, so that no list of commands is kept beside it.
    one_of: Any = Union
    item = Annotated[one_of[items], Field(discriminator="name")]
    items_field = Annotated[list[item], Field(min_length=1, max_length=MOST_ITEMS)]
    return TypeAdapter(_document("request", {"items": items_field}))


def _document(name: str, fields: dict[str, Any]) -> Any:
    """Make the type of a document with these members and no others."""
    typed_dict: Any = TypedDict
    return with_config({"extra": "forbid"})(typed_dict(name, fields))


_PROVED = ("actor", "entered_by")
"""The fields of a command that nobody sends."""

_AROUND = 1
_OF_AN_ITEM = 3
"""Members of a bulk request itself, and of each item beside the command's own."""

_TO_A_BODY = 3
"""Parts of the place of a command in a bulk request: ``items``, its index, ``body``."""

_KEY: TypeAdapter[str] = TypeAdapter(IdempotencyKey)


def check_key(key: str | None) -> str | None:
    """Check the idempotency key of a single command.

    Raises:
        Invalid: it is too long, or not visible ASCII, or one of an import: these come in bulk and by the bus,
            and may tell what another system's rules made of it, before the site was opened too.
    """
    if key is None:
        return None
    try:
        checked = _KEY.validate_python(key)
    except ValidationError as error:
        raise from_validation(error, "the header Idempotency-Key") from error
    if checked.startswith(IMPORT_PREFIX):
        message = f"keys that begin with {IMPORT_PREFIX} are those of imports, whose commands come in bulk"
        broken = BrokenRule(pointer=KEY, rule="key-of-imports", message=message)
        raise Invalid(f"{KEY}: {message}", rule=broken.rule, broken_rules=(broken,))
    return checked


def read_command(name: str, body: bytes, asker: Principal) -> Command:
    """Read one command.

    Arguments:
        name: the command's, for example ``case.transfer``.
        body: its JSON document.
        asker: who asks, as it was proved.

    Raises:
        NotFound: there is no such command.
        Malformed: the body is not JSON.
        Invalid: a field breaks a rule, or stands in the body twice.
    """
    model = COMMANDS.get(name)
    if model is None:
        raise _unknown(name)
    try:
        command = model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise from_validation(error, "the request") from error
    if twice := repeated(body, count(command)):
        raise invalid(map(as_error, twice), "the request")
    _asked_by(asker, command)
    return command


def _asked_by(asker: Principal, command: Command) -> None:
    """Let whoever asks be known as who asks, and by nobody's word but the proof's.

    Raises:
        Invalid: the body says who did it.
    """
    for field in _PROVED:
        if field in command.model_fields_set:
            raise _said(field)
    command.asked_by(asker.id)


def _said(field: str) -> Invalid:
    message = "who asks is proved by a token and cannot be said; who did it instead is said in acting_for"
    broken = BrokenRule(pointer=f"/{field}", rule="extra_forbidden", message=message)
    return Invalid(f"{broken.pointer}: {message}", rule=broken.rule, broken_rules=(broken,))


def _unknown(name: str) -> NotFound:
    return NotFound(f"there is no command {name!r}")


def read_bulk(body: bytes, asker: Principal) -> Sequence[Read]:
    """Read a bulk request.

    Arguments:
        body: the request's JSON document.
        asker: who asks, as it was proved.

    Returns:
        Its commands, in order; where one is wrong, why.

    Raises:
        Invalid: the request itself is not one: its items are missing or too many, lack name or key, or have
            one of their own members twice.
    """
    try:
        items = _whole().validate_json(body, strict=True)["items"]
    except ValidationError:
        return _one_by_one(body, asker)
    read = [Read(item["key"], item["body"], item.get("after")) for item in items]
    members = sum(count(one.command) for one in read) + sum("after" in item for item in items)
    return _each_asked_by(
        asker, _each_named_once(read, repeated(body, _AROUND + _OF_AN_ITEM * len(read) + members))
    )


def _each_asked_by(asker: Principal, read: list[Read]) -> Sequence[Read]:
    """Say of each command who asks; one that says so itself is refused, and the others are not."""
    for index, one in enumerate(read):
        if isinstance(one.command, Command):
            try:
                _asked_by(asker, one.command)
            except AnswerableError as error:
                read[index] = one._replace(command=error)
    return read


def _one_by_one(body: bytes, asker: Principal) -> Sequence[Read]:
    try:
        request = BulkRequest.model_validate_json(body)
    except ValidationError as error:
        raise from_validation(error, "the request") from error
    read = [Read(item.key, _read(item), item.after) for item in request.items]
    return _each_asked_by(asker, _each_named_once(read, repeated(body, count(request))))


def _each_named_once(read: list[Read], twice: Sequence[Place]) -> list[Read]:
    """Refuse the commands that have a member twice, and the request where it is none of a command's.

    Raises:
        Invalid: it is the request's own, or an item's.
    """
    for place in twice:
        match place:
            case ("items", int(index), "body", _, *_):
                inner = [
                    as_error(other[_TO_A_BODY:])
                    for other in twice
                    if other[:_TO_A_BODY] == place[:_TO_A_BODY]
                ]
                read[index] = read[index]._replace(command=invalid(inner, "the command"))
            case _:
                raise invalid(map(as_error, twice), "the request")
    return read


def _read(item: BulkItem) -> Command | AnswerableError:
    model = COMMANDS.get(item.name)
    if model is None:
        return _unknown(item.name)
    try:
        return model.model_validate_json(to_json(item.body), strict=True)
    except ValidationError as error:
        return from_validation(error, f"the command {item.name}")
