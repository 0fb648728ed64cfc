"""The documents that a handbook has, as data: each with its code, its page, and whose it is (003-B6)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, StringConstraints

from answerable.events.base import ArticleId
from answerable.streams.document.events import DocumentCode, DocumentKind
from answerable.strict_yaml import values_in
from answerable.wording.both import Both


class Listed(BaseModel):
    """A document that the regulations name.

    Arguments:
        code: its code; of those that the text gives none, one of the handbook's own.
        number: its number in the list of the handbook, such as ``2.11``.
        title: what it is called.
        kind: whose it is, and for whom; assumed where the text does not say it.
        page: on which page of the handbook it begins.
        article: where it is named.
        annex_to: the code of the document that it is an annex of.
        is_named_only: whether the text names it without a place in the handbook's list.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: DocumentCode
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]\.[0-9]{1,2}$")] | None = None
    title: Both
    kind: DocumentKind
    page: PositiveInt | None = None
    article: ArticleId
    annex_to: DocumentCode | None = None
    is_named_only: bool = False


class Handbook(BaseModel):
    """The list of a handbook.

    Arguments:
        prefix: what stands before each code on paper.
        documents: what it lists, in its order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9/-]{1,40}$")]
    documents: tuple[Listed, ...] = Field(min_length=1)

    def called(self, code: str) -> Listed | None:
        """Give a document by its code; None where the list has none."""
        return next((one for one in self.documents if one.code == code), None)


@cache
def handbook() -> Handbook:
    """Read the list that comes with the product.

    Raises:
        ValueError: it is wrong.
    """
    return Handbook.model_validate(values_in(files(__package__).joinpath("handbook.yaml")))
