"""What every command has, and what intake answers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.alias_generators import to_snake
from pydantic.json_schema import JsonSchemaValue, SkipJsonSchema
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_before_validator_function

from answerable.errors import BrokenRule
from answerable.events.base import (
    COMPOSED,
    MEMBER,
    NOT_BLANK,
    ActorId,
    MemberOfStaff,
    OriginatorId,
    SiteId,
    stream_of,
)
from answerable.moments import Instant

IdempotencyKey = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$")]
"""Visible ASCII, up to 200 characters."""

ActionPattern = Annotated[str, StringConstraints(pattern=r"^([a-z_]+|\*)(\.([a-z_]+|\*))?$")]
"""Names of commands or queries: ``case.open``, ``contact.*``, ``*``."""

# One spelling a number: what a person reads as another, or as none, is not guessed at.
_DECIMAL = r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,3})?"
_BELOW_NOUGHT = r"-(?:[1-9][0-9]*(?:\.[0-9]{1,3})?|0\.(?:[1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9]))"
_DECIMALS = 3


class _Spelled:
    """Has a decimal number read from one spelling, as a text; a whole one may also be a number of JSON's.

    A fraction among JSON's numbers is binary to many readers, so that it is not taken.
    """

    def __init__(self, pattern: str, example: str) -> None:
        self.pattern = f"^(?:{pattern})$"
        self._spelled = re.compile(pattern, re.ASCII)
        self._wrong = f"a decimal number is written as a text with up to {_DECIMALS} decimals: {example}"

    def _read(self, value: Any) -> Any:
        """Read a number from the text that it is written as, or from a whole one.

        Raises:
            ValueError: it is spelled otherwise.
        """
        if isinstance(value, Decimal):
            return value
        if type(value) is int:
            return Decimal(value)
        if isinstance(value, str) and self._spelled.fullmatch(value) is not None:
            return Decimal(value)
        raise ValueError(self._wrong)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the spelling before anything else looks at the value."""
        return no_info_before_validator_function(self._read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Say the bounds of a whole number, and the spelling of a text."""
        said = handler(schema)
        number, text = said["anyOf"]
        return {**said, "anyOf": [{**number, "type": "integer"}, {**text, "pattern": self.pattern}]}


SPELLED = _Spelled(_DECIMAL, '"2.5"')
"""The mark of a decimal number that is none below nought; its bounds stand before it."""

SPELLED_WITH_SIGN = _Spelled(f"{_DECIMAL}|{_BELOW_NOUGHT}", '"-2.5"')
"""The mark of a decimal number of either sign."""

Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""How many, from none to a thousand million."""

CorrelationId = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), NOT_BLANK, COMPOSED
]
"""What the sender calls a matter, in one spelling and without blanks around it."""

NOBODY = "system-nobody"
"""Who asks where nothing has proved it: what they ask is refused."""

MOST_ITEMS = 500
"""Commands in one bulk request."""


def _title(model: type[BaseModel]) -> str:
    """Give a model a title that is unique in a description of many: ``CaseTransfer``."""
    return stream_of(model.__module__).capitalize() + model.__name__


class Command(BaseModel):
    """Something that intake is asked to do, in the imperative.

    A command ``Transfer`` of the stream ``case`` is called ``case.transfer`` on every way in.

    Arguments:
        site: where it happens.
        actor: who did it; worked out from who asks and never sent, see `asked_by`.
        entered_by: who asks, where they act for somebody else; never sent either.
        acting_for: who did it, where it is not who asks: a paper form's or another system's record.
        occurred_at: when it happened, as the reporter says; now where it is left out.
        correlation_id: the matter it belongs to; the aggregate's own where it is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", model_title_generator=_title)

    command_name: ClassVar[str] = ""
    stream: ClassVar[str] = ""
    target_field: ClassVar[str] = ""
    doer: ClassVar[MemberOfStaff | None] = MEMBER
    """What the register has to say of a member of staff who does it; None where it need not know them."""

    site: SiteId
    actor: Annotated[ActorId, SkipJsonSchema()] = Field(default=NOBODY, exclude=True)
    entered_by: Annotated[ActorId | None, SkipJsonSchema()] = Field(default=None, exclude=True)
    acting_for: ActorId | None = None
    occurred_at: Instant | None = None
    correlation_id: CorrelationId | None = None

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Name the command after its stream and class; its target is the stream's own id field."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.stream = stream_of(cls.__module__)
        cls.command_name = f"{cls.stream}.{to_snake(cls.__name__)}"
        if not cls.target_field:
            cls.target_field = cls.stream

    def asked_by(self, principal: str) -> None:
        """Say who asks, as it was proved; it is done once, by whoever has read the command.

        The command is not copied: that would take a tenth of the time of reading it.

        Arguments:
            principal: their id.
        """
        said = self.__dict__
        said["actor"] = self.acting_for or principal
        if self.acting_for is not None and self.acting_for != principal:
            said["entered_by"] = principal

    @property
    def target(self) -> str | None:
        """The aggregate it is meant for; None where intake shall name a new one."""
        target: str | None = getattr(self, self.target_field)
        return target

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Further aggregates whose state the decision has to know; none where not said."""
        return ()

    @property
    def rests_on(self) -> tuple[tuple[str, int], ...]:
        """Events that the decision looks at itself, each by its matter and its number there; none usually."""
        return ()

    def people_of(self, state: Any) -> tuple[str, ...]:
        """People whom the aggregate itself names and whose employment the decision rests on; none usually.

        Arguments:
            state: the aggregate's; None where it does not exist.
        """
        del state
        return ()


class EventRef(BaseModel):
    """An event that a command caused.

    Arguments:
        id: the event's.
        type: its wire type.
        sequence: its place in the ledger.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    type: str
    sequence: int


class Receipt(BaseModel):
    """What intake answers when a command was carried out.

    Arguments:
        command: the command's name.
        id: the aggregate it was carried out on.
        version: the aggregate's version behind it.
        events: what was recorded; empty where everything asked for was so already.
        warnings: what the asker has to know beside; a repeat is not told again.
    """

    model_config = ConfigDict(frozen=True)

    command: str
    id: OriginatorId
    version: int
    events: tuple[EventRef, ...]
    warnings: tuple[str, ...] = ()


class BulkItem(BaseModel):
    """One command of many.

    Arguments:
        name: the command's name.
        key: its idempotency key; mandatory here, so that a repeat is safe.
        body: the command's fields.
        after: the key of an earlier item of the same request, without which this one is not carried out
            either: what a refused opening was followed by is about somebody else's matter.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    key: IdempotencyKey
    body: dict[str, Any]
    after: IdempotencyKey | None = None


class BulkRequest(BaseModel):
    """Many commands, carried out in order.

    Arguments:
        items: the commands; one that is refused does not hold up the others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: tuple[BulkItem, ...] = Field(min_length=1, max_length=MOST_ITEMS)


class BulkOutcome(BaseModel):
    """What became of one command of many.

    Arguments:
        key: its idempotency key.
        id: the aggregate it was carried out on, where it was.
        recorded: how many events it caused now; 0 for a repeat.
        is_repeat: whether it had been carried out before.
        status: 200, or the status of the problem.
        problem: why it was refused, where it was.
        rule: the rule behind the refusal, where there is one.
        errors: the rules that its fields break.
        warnings: what the asker has to know though it was carried out.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    id: str | None = None
    recorded: int = 0
    is_repeat: bool = False
    status: int = 200
    problem: str | None = None
    rule: str | None = None
    errors: tuple[BrokenRule, ...] = ()
    warnings: tuple[str, ...] = ()


class BulkReport(BaseModel):
    """What became of many commands, in their order.

    Arguments:
        outcomes: one for each item.
    """

    model_config = ConfigDict(frozen=True)

    outcomes: tuple[BulkOutcome, ...]
