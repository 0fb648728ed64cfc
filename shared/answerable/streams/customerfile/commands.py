"""Customer file: opened by reference, reviewed until a day, closed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command
from answerable.days import PlannedDay
from answerable.events.base import CustomerId, Label, Text, identity
from answerable.ids import id_from_key
from answerable.streams.customerfile.events import FilePart, LawfulGround

CustomerfileId = Annotated[str, identity("customerfile")]


def customerfile_id(site: str, customer: str) -> str:
    """Name the one file of a customer.

    Arguments:
        site: where.
        customer: whose.
    """
    return id_from_key("customerfile", site, customer)


class Open(Command):
    """Record that a customer's file is kept (004-2a): one for a customer, and none of its data.

    Arguments:
        customer: whose.
        file_no: its number where the data are kept.
        file_parts: what it has.
        lawful_ground: why it may be kept.
        review_on: until when it is reviewed.
    """

    customer: CustomerId
    file_no: Label
    file_parts: Annotated[tuple[FilePart, ...], Field(min_length=1)]
    lawful_ground: LawfulGround
    review_on: PlannedDay

    @property
    def target(self) -> str:
        """The one file of that customer."""
        return customerfile_id(self.site, self.customer)


class Review(Command):
    """Record that the file was checked and brought up to date (004-2b, 004-Q1), and what it has since.

    Arguments:
        customerfile: which.
        file_no: its number where the data are kept.
        file_parts: what it has.
        lawful_ground: why it may be kept.
        review_on: until when it is reviewed.
    """

    customerfile: CustomerfileId
    file_no: Label
    file_parts: Annotated[tuple[FilePart, ...], Field(min_length=1)]
    lawful_ground: LawfulGround
    review_on: PlannedDay


class Close(Command):
    """Record that the file is kept no more.

    Arguments:
        customerfile: which.
        reason: why.
    """

    customerfile: CustomerfileId
    reason: Text


class WithdrawClosing(Command):
    """Take back that the file was closed.

    Arguments:
        customerfile: which.
        reason: why.
    """

    customerfile: CustomerfileId
    reason: Text


class Withdraw(Command):
    """Take the file back: there is none.

    Arguments:
        customerfile: which.
        reason: why.
    """

    customerfile: CustomerfileId
    reason: Text
