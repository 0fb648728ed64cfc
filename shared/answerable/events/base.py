"""What every event has: identity, place, the two times, who, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.alias_generators import to_snake
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from answerable.spelling import UNSEEN, composed_if_text

IMPORT_PREFIX = "import:"

_PARTS = ("events", "commands", "queries")
"""The modules of a stream's folder, or of a package of your own, that are named after the folder."""


@dataclass(frozen=True)
class Identity(StringConstraints):
    """Marks an id: a command that names by it what it is not itself for, names what must be in the ledger.

    Arguments:
        stream: whose aggregates it names; any stream's where None.
    """

    stream: str | None = None


def identity(stream: str | None, *, longest: int = 64) -> Identity:
    """Give what an id of a stream's aggregates looks like: the stream's name, a dash, and the rest.

    Arguments:
        stream: its name; None where it may be any stream's.
        longest: how many characters the rest may have.
    """
    rest = rf"[A-Za-z0-9][A-Za-z0-9_-]{{0,{longest - 1}}}"
    return Identity(pattern=rf"^{stream or '[a-z]+'}-{rest}$", stream=stream)


class _NamesSite:
    """Marks an id that names a site."""


SITE = _NamesSite()
"""The mark of `SiteId`."""

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,31}$"), SITE]
"""A site's id, for example ``xm01``; one token of a subject."""


class MemberOfStaff:
    """Marks an id that names a person of the register of staff: whoever it names must be on it.

    Arguments:
        may_have_left: whether the person may have left since.
        may_come: whether the person may be hired only later.
        is_given_work: whether the person is given work by it, and so may not be on leave that day.
        is_here: whether the person works at the command's site that day; of whom may have left since, whether
            they did by then.
        may_be_above: whether somebody whose role reaches every site will do instead.
    """

    def __init__(
        self,
        *,
        may_have_left: bool = False,
        may_come: bool = False,
        is_given_work: bool = False,
        is_here: bool = False,
        may_be_above: bool = False,
    ) -> None:
        self.may_have_left = may_have_left
        self.may_come = may_come
        self.is_given_work = is_given_work
        self.is_here = is_here
        self.may_be_above = may_be_above


MEMBER = MemberOfStaff()
"""The mark of `StaffId`: employed when the fact happens."""

FORMER = MemberOfStaff(may_have_left=True)
"""The mark of `EverEmployed`: hired by then."""

LISTED = MemberOfStaff(may_have_left=True, may_come=True)
"""The mark of `OnRegister`: on the register, whenever."""

StaffId = Annotated[str, identity("staff"), MEMBER]
"""A member of staff, by id only: names come with encryption."""

AT_WORK = MemberOfStaff(is_given_work=True)
"""The mark of who does what only they do: employed when the fact happens, and not on leave."""

EverEmployed = Annotated[str, identity("staff"), FORMER]
"""A person who is rated for what they did as a member of staff, and who may have left since."""

AtWorkHere = Annotated[str, identity("staff"), MemberOfStaff(is_given_work=True, is_here=True)]
"""A person whom only their own site gives work: who was first asked, or is a side of a handover."""

AtWorkHereOrAbove = Annotated[
    str, identity("staff"), MemberOfStaff(is_given_work=True, is_here=True, may_be_above=True)
]
"""A person who is asked to take work: whoever works at the site that day, or reaches every site."""

EmployedHere = Annotated[str, identity("staff"), MemberOfStaff(is_here=True)]
"""A person who is asked or judged on a day, or keeps something: whoever works at the site then."""

HereOrAbove = Annotated[str, identity("staff"), MemberOfStaff(is_here=True, may_be_above=True)]
"""A person who allows something at the site, or is told of it: whoever works there, or reaches every site."""

EverHere = Annotated[str, identity("staff"), MemberOfStaff(may_have_left=True, is_here=True)]
"""A person who is judged for what they did as a member of the site's staff, and who may have left since."""

OnRegister = Annotated[str, identity("staff"), LISTED]
"""A person about whom a decision says itself on which days they have to be employed, as for a duty."""


class _ConcernsPerson:
    """Marks the field of an event that says for or against whom it may count."""


CONCERNS = _ConcernsPerson()
"""The mark of `Concerned`."""

Concerned = Annotated[StaffId, CONCERNS]
"""The member of staff for or against whom an event may count: scoring, audit and pages read it there."""

CustomerId = Annotated[str, identity("customer")]
"""A customer, by id only."""

ActorId = Annotated[
    str, StringConstraints(pattern=r"^(staff|machine|system)-[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
]
"""Who did it: a member of staff, another system with a token of its own, or a part of this one."""

OriginatorId = Annotated[str, identity(None)]
"""The aggregate an event belongs to: its stream's name, a dash, and the rest."""

CaseId = Annotated[str, identity("case")]
"""A case's id; a fact that names it happened when the case was open, or later."""


class _AnyTime:
    """Marks the id of a matter that may have begun behind the fact that names it."""


ANY_TIME = _AnyTime()
"""The mark of `CaseOfAnyTime`, and of other matters whose first event does not say when they began."""


class _TakenBackToo:
    """Marks the id of a matter that may have been taken back since, as if it had never been recorded."""


TAKEN_BACK_TOO = _TakenBackToo()
"""The mark of a matter that is named only to take back what was said of it."""


class _MayCite:
    """Marks a text that may be the id of a matter or of an event, among other things."""


MAY_CITE = _MayCite()
"""The mark of evidence: what has the form of an id has to be in the ledger, and the command's own site's."""

CaseOfAnyTime = Annotated[CaseId, ANY_TIME]
"""A case that a fact belongs to which may have happened before it was opened: it may be why it was."""


COMPOSED = BeforeValidator(composed_if_text)
"""Has a text read in one spelling, in an old event too; it stands last, so that it comes first.

It is composed (NFC), and without what is not seen: see `answerable.spelling`.
"""


# JSON Schema's patterns are JavaScript's, to which the control character "next line" is no blank (ECMA-262).
_SHOWN = rf"[^\s\x85{UNSEEN}]"


class _NotBlank:
    """Has a text's schema say what its reader does: blanks around it, and what is not seen, are no text."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(core_schema), "pattern": _SHOWN}


NOT_BLANK = _NotBlank()
"""The mark of a text that is stripped when it is read and may not be empty then."""


class _FreeText(_NotBlank):
    """Marks a text that a person writes as they like: it is looked through for personal data."""


FREE_TEXT = _FreeText()
"""The mark of `Text`, `Label` and every other text of a person's own words."""

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), FREE_TEXT, COMPOSED
]
"""Free text written by a person; must not hold personal data."""

Label = Annotated[
    str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True), FREE_TEXT, COMPOSED
]
"""A short name: a topic, a group, a place."""

MonthName = Annotated[str, StringConstraints(pattern=r"^(19[7-9]\d|20\d\d|21\d\d)-(0[1-9]|1[0-2])$")]
"""A month, as ``YYYY-MM``."""

ArticleId = Annotated[str, StringConstraints(pattern=r"^\d{3}-[A-Za-z0-9.-]{1,24}$")]
"""A regulation's article, as numbered in the rulebooks, for example ``001-m7``."""


def stream_of(module: str) -> str:
    """Give the stream that a module belongs to: ``case`` of ``answerable.streams.case.events``.

    Arguments:
        module: its dotted name; one that is no part of a stream's folder is a stream of its own.
    """
    folder, _, last = module.rpartition(".")
    return folder.rpartition(".")[2] if last in _PARTS else last


class Event(BaseModel):
    """A fact that happened, immutable, as the ledger keeps it.

    Subclasses live in one folder a stream, are named in the past tense, and add fields with
    real types. Their wire name follows from folder and class: ``TransferAccepted`` in
    ``answerable.streams.case.events`` is ``answerable.case.transfer_accepted.v1``.

    Arguments:
        originator_id: the aggregate, readable: ``case-01J…``.
        originator_version: the position in the aggregate's own history, from 1.
        site: the service centre where it happened.
        occurred_at: when it happened, as the reporter says.
        recorded_at: the writer's clock when it was appended.
        actor: who did it.
        entered_by: who had it recorded, where that was somebody else; None where the actor asked.
        causation_id: what made the writer record it: the command's idempotency key and digest.
        correlation_id: the matter it belongs to, shared by all that follows from one contact.
    """

    # A process reads few of the events there are; made ready at its start, all of them would hold that up.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    schema_version: ClassVar[int] = 1
    stream: ClassVar[str] = ""
    event_type: ClassVar[str] = ""
    revokes: ClassVar[tuple[type[Event], ...]] = ()
    """The kinds of events that it takes back: those of its own aggregate that stand before it."""
    corrects: ClassVar[tuple[type[Event], ...]] = ()
    """The kinds of events that do not hold as they were said since, beside those that it revokes."""
    voids: ClassVar[bool] = False
    """Whether its matter counts behind it as if it had never been; a flow has a stage for that instead."""

    originator_id: OriginatorId
    originator_version: int
    site: SiteId
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    actor: ActorId
    entered_by: ActorId | None = None
    causation_id: str
    correlation_id: Annotated[str, COMPOSED]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Name the event after its stream and class."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.stream = stream_of(cls.__module__)
        name = to_snake(cls.__name__)
        cls.event_type = f"answerable.{cls.stream}.{name}.v{cls.schema_version}"

    @property
    def event_id(self) -> str:
        """The event's unique name: the aggregate and the version (CloudEvents ``id``)."""
        return f"{self.originator_id}.{self.originator_version}"

    @property
    def concerned(self) -> tuple[str, ...]:
        """For or against whom it may count: the people in the fields marked so, each once."""
        fields, said = _concerned_fields(type(self)), self.__dict__
        if len(fields) == 1:
            person = said[fields[0]]
            return () if person is None else (person,)
        return tuple(dict.fromkeys(said[name] for name in fields if said[name] is not None))

    @property
    def is_imported(self) -> bool:
        """Whether it came from another system's records, not from a person's report."""
        return self.causation_id.startswith(IMPORT_PREFIX)


@cache
def _concerned_fields(model: type[Event]) -> tuple[str, ...]:
    return tuple(name for name, field in model.model_fields.items() if CONCERNS in field.metadata)


def written(event: Event) -> str:
    """Write an event's data as the ledger has them: without what is not known."""
    data: bytes = event.__pydantic_serializer__.to_json(event, exclude_none=True)
    return data.decode()


def backdated_by_s(event: Event) -> float:
    """Tell by how many seconds the report lagged behind what it reports."""
    return (event.recorded_at - event.occurred_at).total_seconds()
