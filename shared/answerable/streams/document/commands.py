"""Document: draft an edition, review it, issue it, assess it, decide on its revision, retire it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import EmployedHere, Label, Text, identity
from answerable.streams.document.events import DocumentCode, DocumentKind, Fitness
from answerable.streams.note.papers import Digest

DocumentId = Annotated[str, identity("document")]

MOST_EDITIONS = 99
"""Editions of a document at most: whoever issues one looks at all others."""

Edition = Annotated[int, Field(ge=1, le=MOST_EDITIONS)]
Page = Annotated[int, Field(ge=1, le=9999)]


def document_id(site: str, code: str, edition: int) -> str:
    """Name the one matter of an edition of a site's document.

    Arguments:
        site: where it holds.
        code: its code in the handbook.
        edition: which edition.
    """
    return f"document-{site}-{code}-{edition}"


def other_editions(document: str) -> tuple[str, ...]:
    """Name all other editions that there can be of a document.

    Arguments:
        document: the matter of one.
    """
    of_code, _, own = document.rpartition("-")
    numbers = (str(number) for number in range(1, MOST_EDITIONS + 1))
    return tuple(f"{of_code}-{number}" for number in numbers if number != own)


class Draft(Command):
    """Write an edition of a document: its text is kept elsewhere, and known by its digest (003-B5).

    Arguments:
        code: its code in the handbook.
        edition: which edition.
        title_zh: what it is called in Chinese.
        title_en: what it is called in English.
        document_kind: whose it is, and for whom.
        department: the department that answers for it.
        owner: the person who does.
        first_page: on which page of the handbook it begins.
        pages: how many pages it has.
        annex_to: the document that it is an annex of.
        valid_until: its last day, where it holds for a limited time.
        digest: the SHA-256 of its text.
        kept_at: where the text itself is kept.
    """

    code: DocumentCode
    edition: Edition = 1
    title_zh: Label
    title_en: Label
    document_kind: DocumentKind
    department: Label
    owner: EmployedHere
    first_page: Page | None = None
    pages: Page
    annex_to: DocumentId | None = None
    valid_until: PlannedDay | None = None
    digest: Digest
    kept_at: Label

    @property
    def target(self) -> str:
        """The one matter of that edition."""
        return document_id(self.site, self.code, self.edition)


class Review(Command):
    """Find a draft good, as somebody who did not write it.

    Arguments:
        document: which.
        remark: what there is to say to it.
    """

    document: DocumentId
    remark: Text | None = None


class Issue(Command):
    """Issue it: it binds everybody from today on (003-B1); an older edition is retired first (003-B5).

    Arguments:
        document: which.
    """

    document: DocumentId

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The other editions: one of them is in force at a time."""
        return other_editions(self.document)


class Assess(Command):
    """Say whether it still fits, or propose its revision (003-B4); said anew, the newer one holds.

    Arguments:
        document: which.
        fitness: whether it fits.
        remark: why.
    """

    document: DocumentId
    fitness: Fitness
    remark: Text


class DecideRevision(Command):
    """Decide on a revision that somebody else proposed (003-B4).

    Arguments:
        document: which.
        is_accepted: whether a new edition is to be written.
        remark: why.
    """

    document: DocumentId
    is_accepted: bool
    remark: Text


class Retire(Command):
    """End it: a newer edition takes its place, or it is withdrawn (003-B5).

    Arguments:
        document: which.
        replaced_by: the reviewed edition that takes its place, once it is issued.
        reason: why.
    """

    document: DocumentId
    replaced_by: DocumentId | None = None
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The edition that takes its place."""
        return () if self.replaced_by is None else (self.replaced_by,)


class Withdraw(Command):
    """Take a draft back, so that it may be written anew.

    Arguments:
        document: which.
        reason: why.
    """

    document: DocumentId
    reason: Text
