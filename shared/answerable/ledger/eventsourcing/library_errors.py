"""Our errors in the words of the `eventsourcing` library (PEP 249's names)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from eventsourcing.persistence import (
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)

from answerable.errors import (
    AnswerableError,
    Conflict,
    Corrupt,
    Invalid,
    Malformed,
    Misconfigured,
    Refused,
    TooLarge,
)

_NAMES: dict[type[AnswerableError], type[PersistenceError]] = {
    Conflict: IntegrityError,
    Corrupt: InternalError,
    Misconfigured: InternalError,
    Invalid: DataError,
    Malformed: DataError,
    TooLarge: DataError,
    Refused: ProgrammingError,
}


@contextmanager
def as_persistence_errors() -> Iterator[None]:
    """Raise the library's errors in place of ours.

    Raises:
        IntegrityError: somebody else wrote first.
        DataError: an event cannot be stored as it is.
        InternalError: stored bytes are not what they must be.
        ProgrammingError: called in a way that cannot work.
        OperationalError: the server does not answer, or cannot do it now.
    """
    try:
        yield
    except AnswerableError as error:
        name = next((_NAMES[kind] for kind in type(error).__mro__ if kind in _NAMES), OperationalError)
        raise name(error.message) from error
