"""Why something failed, in the reader's language."""

from __future__ import annotations

from answerable.errors import AnswerableError
from answerable.wording import Language, catalogue, say

_UNKNOWN = "error.kind.answerable_error"


def reason_of(error: AnswerableError, language: Language) -> str:
    """Give an error's sentence in a language.

    An error that only operations were thought to read has words in English alone; for a Chinese reader the
    sentence of its kind stands in for them, and `untold` has the rest.

    Arguments:
        error: what went wrong.
        language: of the reader.
    """
    if language is Language.EN:
        return error.message
    if error.sentence is not None:
        return error.sentence.zh
    return say(error.key if error.key in catalogue() else _UNKNOWN).zh


def untold(error: AnswerableError, language: Language) -> str | None:
    """Give the English words of an error that `reason_of` leaves out, for whoever looks after the system.

    Arguments:
        error: what went wrong.
        language: of the reader.
    """
    return error.message if language is Language.ZH and error.sentence is None else None
