"""The one family of errors: each says what happened, to what, and what to do.

The members are the ways in which something asked of the system can fail, and each knows
the HTTP status that stands for it, so that the HTTP and the NATS edge give the same answer
(RFC 9457, RFC 9110).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Protocol, Self

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.alias_generators import to_snake


class BrokenRule(BaseModel):
    """One thing wrong with an input: where it stands and which rule it breaks.

    Arguments:
        pointer: a JSON pointer to the offending value (RFC 6901), for example ``/topic``.
        rule: the broken rule's short name, for example ``missing`` or ``string_too_long``.
        message: what is wrong, for a person.
        key: the sentence in the catalogue that says so; None where only the rule has words in both languages.
        values: what is filled into it.
    """

    model_config = ConfigDict(frozen=True)

    pointer: str
    rule: str
    message: str
    key: str | None = None
    values: dict[str, JsonValue] | None = None

    @classmethod
    def of(cls, pointer: str, rule: str, what: str | Said) -> BrokenRule:
        """Give a broken rule with what is wrong, in both languages where the catalogue says it.

        Arguments:
            pointer: to the offending value.
            rule: its short name.
            what: what is wrong.
        """
        if isinstance(what, str):
            return cls(pointer=pointer, rule=rule, message=what)
        return cls(pointer=pointer, rule=rule, message=what.en, key=what.key, values=dict(what.values))


class Said(Protocol):
    """A sentence of the catalogue; see `answerable.wording.Sentence`."""

    @property
    def key(self) -> str:
        """Which sentence."""
        ...

    @property
    def values(self) -> Mapping[str, JsonValue]:
        """What was filled in, as JSON."""
        ...

    @property
    def zh(self) -> str:
        """Chinese."""
        ...

    @property
    def en(self) -> str:
        """English."""
        ...


class AnswerableError(Exception):
    """Something that was asked cannot be done; the message says what, to what, and what to do.

    Arguments:
        message: one or two sentences for the person who asked; from the catalogue where it can reach a page,
            in English alone where only operations read it.
        rule: the article or rule behind a refusal, where there is one.
        broken_rules: the rules that an input breaks, where there are several.
    """

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something failed inside"

    def __init__(
        self, message: str | Said, *, rule: str | None = None, broken_rules: tuple[BrokenRule, ...] = ()
    ) -> None:
        said = message if isinstance(message, str) else message.en
        super().__init__(said)
        self.message = said
        self.sentence = None if isinstance(message, str) else message
        self.rule = rule
        self.broken_rules = broken_rules
        self.is_elsewhere = False
        """Whether it is at a site where whoever asks has no part: they are not told so, auditors are."""
        self.is_separation = False
        """Whether the step is for somebody else than who takes it: an attempt, though the status is 409."""

    @property
    def key(self) -> str:
        """The sentence in the catalogue; the one of the error's kind where it has none of its own."""
        if self.sentence is not None:
            return self.sentence.key
        return f"error.kind.{to_snake(type(self).__name__)}"


class Malformed(AnswerableError):
    """The input cannot be read at all: not JSON, not UTF-8, an unknown form."""

    status = 400
    title = "The request cannot be read"


class Invalid(AnswerableError):
    """The input can be read and breaks a rule of its fields."""

    status = 422
    title = "The input breaks a rule of its fields"


class Unauthenticated(AnswerableError):
    """Nothing proves who asks, or what should prove it does not hold.

    Arguments:
        message: one or two sentences for the person who asked.
        rule: the article or rule behind a refusal, where there is one.
        broken_rules: the rules that an input breaks, where there are several.
        who: for whom what was shown was made, where it is ours and holds no more; never told to who asks.
    """

    status = 401
    title = "Who asks is not proved"

    def __init__(
        self,
        message: str | Said,
        *,
        rule: str | None = None,
        broken_rules: tuple[BrokenRule, ...] = (),
        who: str | None = None,
    ) -> None:
        super().__init__(message, rule=rule, broken_rules=broken_rules)
        self.who = who


class TooManyAttempts(AnswerableError):
    """It was tried too often in too short a time; waiting helps."""

    status = 429
    title = "Too many attempts"


class Forbidden(AnswerableError):
    """Whoever asks may not ask this, or not from there."""

    status = 403
    title = "Not allowed"


class UnsupportedMedia(AnswerableError):
    """The body is of a kind that is not read here."""

    status = 415
    title = "The body is of another kind"


class NotFound(AnswerableError):
    """What was named does not exist."""

    status = 404
    title = "Not found"


class Refused(AnswerableError):
    """The state of the matter does not allow what was asked."""

    status = 409
    title = "Refused in the present state"

    @classmethod
    def for_others(cls, message: str | Said, *, rule: str | None = None) -> Self:
        """Make the refusal of a step that somebody else has to take: that it was tried goes on record."""
        refused = cls(message, rule=rule)
        refused.is_separation = True
        return refused


class Conflict(AnswerableError):
    """Somebody else wrote first; load again and decide anew."""

    status = 409
    title = "Somebody else wrote first"


class Superseded(Conflict):
    """Another instance has taken over what this one was doing; it must do no more of it."""

    title = "Another instance has taken over"


class TooLarge(AnswerableError):
    """The input is larger than the limit."""

    status = 413
    title = "The request is too large"


class Busy(AnswerableError):
    """Something else holds what is needed, for example a data directory in use."""

    status = 503
    title = "In use"


class Unavailable(AnswerableError):
    """A part that is needed does not answer now; trying again may help."""

    status = 503
    title = "A part that is needed does not answer"


class WrongClock(Unavailable):
    """The writer's clock and another one differ by more than is allowed; nothing is written meanwhile."""

    title = "The writer's clock cannot be trusted"


class TooSlow(Unavailable):
    """No answer came in the time that was given; it may be being worked out still."""

    status = 504
    title = "No answer in time"


class AnswerTooLarge(AnswerableError):
    """The answer is larger than what the bus takes; less can be asked for."""

    status = 500
    title = "The answer is too large to be sent"


class NotInstalled(Unavailable):
    """The ledger's stream is not there; it is made once, by a person, and never in passing."""

    title = "The ledger is not installed"


class StorageFailed(Unavailable):
    """The server cannot store more: its disk is full, or failed, or its limit is reached."""

    title = "The server cannot store more"


class OutcomeUnknown(Unavailable):
    """No acknowledgement came: it may have been written, or may yet be; load again to see."""

    title = "Whether it was written is not known"


class Misconfigured(AnswerableError):
    """A part that is needed is set up otherwise than it must be; a person has to change it."""

    status = 500
    title = "A part is set up otherwise than it must be"


class PartlyWritten(AnswerableError):
    """Of a save in chunks the first ones stand, and a later one failed.

    Arguments:
        message: what failed, and where to go on.
        rule: the article or rule behind a refusal, where there is one.
        broken_rules: the rules that an input breaks, where there are several.
        sequences: of the entries that stand: as many as the first ones of the save.
    """

    status = 500
    title = "Only the first part was written"

    def __init__(
        self,
        message: str | Said,
        *,
        rule: str | None = None,
        broken_rules: tuple[BrokenRule, ...] = (),
        sequences: tuple[int, ...] = (),
    ) -> None:
        super().__init__(message, rule=rule, broken_rules=broken_rules)
        self.sequences = sequences


class Corrupt(AnswerableError):
    """Stored bytes are not what they must be; a person has to look."""

    status = 500
    title = "Stored data is damaged"


class Halted(AnswerableError):
    """The ledger is not the one that was written: nothing more is, until a person has looked."""

    status = 503
    title = "Writing has stopped"
