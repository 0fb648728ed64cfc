"""Reading what an address says: questions, ids and choices, refused with a word where they are none."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from answerable.errors import Invalid, NotFound
from answerable.events.base import OriginatorId
from answerable.messaging.problems import invalid
from answerable.queries.base import Query
from answerable.wording import listed, quoted, say
from answerable_services.console.views.format import shown

_AS_IT_IS: Mapping[str, str] = MappingProxyType({})

_MATTER: TypeAdapter[str] = TypeAdapter(OriginatorId)

Number = Annotated[int | None, BeforeValidator(lambda said: said or None)]
"""A number in an address; None where nothing is said."""

Q = TypeVar("Q", bound=Query[Any])
E = TypeVar("E", bound=StrEnum)


def question(query: type[Q], said_as: Mapping[str, str] = _AS_IT_IS, /, **fields: object) -> Q:
    """Build a query from what an address says; empty words count as left out.

    Arguments:
        query: which.
        said_as: what the address calls a field, where it has another name there.
        fields: what the address says.

    Raises:
        Invalid: a word is not what it must be.
    """
    try:
        said = {name: value.strip() if type(value) is str else value for name, value in fields.items()}
        return query(**{name: value for name, value in said.items() if value is not None and value != ""})
    except ValidationError as error:
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        named = [{**one, "loc": tuple(said_as.get(str(part), part) for part in one["loc"])} for one in errors]
        raise invalid(named, say("error.the_address")) from error


def matter_in(text: str, stream: str = "") -> str:
    """Read a matter's id from an address.

    Arguments:
        text: what stands there.
        stream: the stream that it must be of; any where left out.

    Raises:
        NotFound: no matter has such an id.
    """
    try:
        found = _MATTER.validate_python(text)
    except ValidationError as error:
        raise NotFound(say("error.no_matter", matter=shown(text))) from error
    if stream and found.partition("-")[0] != stream:
        raise NotFound(say("error.no_matter", matter=text))
    return found


def one_of(kind: type[E], text: str) -> E | None:
    """Read one member of an enumeration from an address; None where it is empty.

    Raises:
        Invalid: there is no such member.
    """
    if not text:
        return None
    try:
        return kind(text)
    except ValueError as error:
        raise Invalid(say("error.not_one_of", given=quoted(shown(text)), known=listed(kind))) from error
