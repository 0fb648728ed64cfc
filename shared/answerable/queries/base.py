"""What a query is: a question with a typed answer, asked of one service."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, SecretStr
from pydantic.alias_generators import to_snake

from answerable.events.base import stream_of

A = TypeVar("A", bound=BaseModel)


class Answer(BaseModel):
    """The base of every answer: immutable, and nothing unknown in it."""

    # A process reads few of the questions there are; made ready at its start, all of them would hold that up.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


@cache
def is_confidential(model: type[BaseModel]) -> bool:
    """Tell whether anything in a question or answer is a secret: then errors and logs tell nothing of it.

    Beside a password whatever else was typed may be one too: some type theirs where the name belongs.

    Arguments:
        model: of the question or the answer.
    """
    return any(_is_secret(field.annotation) for field in model.model_fields.values())


def _is_secret(annotation: Any) -> bool:
    if isinstance(annotation, type):
        if issubclass(annotation, SecretStr):
            return True
        if issubclass(annotation, BaseModel):
            return is_confidential(annotation)
    return any(map(_is_secret, get_args(annotation)))


class Direction(StrEnum):
    """Which way round a list is sorted, or a story told."""

    ASCENDING = "ascending"
    DESCENDING = "descending"


class _NamesMatter:
    """Marks the word of a question that names a person or a matter by id."""


NAMES = _NamesMatter()
"""The mark of a filter's id, where its type has none: what is named must exist, see `Service.answers`."""


def service_of(module: str) -> str:
    """Give the service that a module's questions are for.

    A service with many has a package of them, a module a topic. Where a question stands in it says nothing to
    whoever asks: so it is named after the package.

    Arguments:
        module: its dotted name: ``answerable.queries.desk``, or ``answerable.queries.accounts.names``, whose
            questions are for the accounts.
    """
    behind = module.partition(".queries.")[2]
    return behind.partition(".")[0] if behind else stream_of(module)


def _title(model: type[BaseModel]) -> str:
    """Give a model a title that is unique in a description of many: ``DeskOverview``."""
    return service_of(model.__module__).capitalize() + model.__name__


class Query(BaseModel, Generic[A]):
    """A question to a service; the model's fields are the question's words.

    A query ``class DueOn(Query[DueList])`` in ``answerable.queries.callbacks`` is asked on
    ``answerable.query.callbacks.due_on`` and answered with a ``DueList``; `service_of` says whose a
    module's are. A module that is itself called ``queries``, as in a package of your own, is named after its
    package: ``daybook.queries`` is ``daybook``.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, model_title_generator=_title
    )

    service: ClassVar[str] = ""
    query_name: ClassVar[str] = ""
    answer: ClassVar[type[BaseModel]] = Answer

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Name the query after its module and class, and find its answer's model."""
        super().__pydantic_init_subclass__(**kwargs)
        for base in cls.__mro__[1:]:
            arguments = getattr(base, "__pydantic_generic_metadata__", {}).get("args", ())
            if arguments and isinstance(arguments[0], type):
                cls.answer = arguments[0]
                break
        cls.service = service_of(cls.__module__)
        cls.query_name = to_snake(cls.__name__)
