"""Document: controlled, drafted, reviewed by another, issued, and replaced or withdrawn (003-B5)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import PositiveInt, StringConstraints

from answerable.events.base import Event, Label, OriginatorId, StaffId, Text
from answerable.streams.note.papers import Digest

DocumentCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}[0-9]{3}$")]
"""The code of a document in the handbook, such as ``KF001``; each edition of it has the same."""


class DocumentKind(StrEnum):
    """The kinds of documents of the handbook: of the centre itself, in two ways, and of others (003-B3)."""

    COMPANY_WIDE = "company_wide"
    """Made by the centre, and binding for the whole company."""
    INTERNAL = "internal"
    """Made by the centre, for the centre."""
    OF_OTHERS = "of_others"
    """Made by another department, and used by the centre."""


class Fitness(StrEnum):
    """What an assessment of a document in force came to (003-B4)."""

    FIT = "fit"
    """It fits, and stays as it is."""
    TO_BE_REVISED = "to_be_revised"
    """It does not fit any more: a revision is proposed to the quality department."""


class Drafted(Event):
    """An edition of a document was written; its text lies elsewhere, and is known by its digest (003-B5).

    Arguments:
        code: its code in the handbook.
        edition: which edition, from 1.
        title_zh: what it is called in Chinese.
        title_en: what it is called in English.
        document_kind: whose it is, and for whom (003-B3).
        department: the department that answers for it (004-8a).
        owner: the person who does (004-8a).
        first_page: on which page of the handbook it begins, where it stands in it.
        pages: how many pages it has.
        annex_to: the document that it is an annex of, and so a part (004-15a).
        valid_until: its last day, where it holds for a limited time only (003-B2).
        digest: the SHA-256 of its text.
        kept_at: where the text itself is kept.
    """

    code: DocumentCode
    edition: PositiveInt
    title_zh: Label
    title_en: Label
    document_kind: DocumentKind
    department: Label
    owner: StaffId
    first_page: PositiveInt | None = None
    pages: PositiveInt
    annex_to: OriginatorId | None = None
    valid_until: date | None = None
    digest: Digest
    kept_at: Label


class Reviewed(Event):
    """Somebody who did not write it read it, and found it good.

    Arguments:
        remark: what they say to it.
    """

    remark: Text | None = None


class Issued(Event):
    """It was issued, and binds everybody from that day on (003-B1, 003-B5).

    Arguments:
        in_force_from: the day.
    """

    in_force_from: date


class Assessed(Event):
    """Whoever is in charge looked whether it still fits; a revision is proposed where it does not (003-B4).

    Arguments:
        fitness: what they found.
        remark: why.
    """

    fitness: Fitness
    remark: Text


class RevisionDecided(Event):
    """Somebody else decided on the revision that was proposed (003-B4).

    Arguments:
        is_accepted: whether a new edition is to be written.
        remark: why.
    """

    is_accepted: bool
    remark: Text


class Retired(Event):
    """It holds no more: a newer edition takes its place, or it was withdrawn (003-B5).

    Arguments:
        replaced_by: the reviewed edition that takes its place; None where none does.
        reason: why.
    """

    replaced_by: OriginatorId | None = None
    reason: Text


class Withdrawn(Event):
    """The draft was wrong, or was not found good: it may be written anew.

    Arguments:
        reason: why.
    """

    corrects = (Drafted, Reviewed)

    reason: Text
