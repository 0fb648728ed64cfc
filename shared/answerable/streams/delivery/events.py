"""Delivery: a project was handed to its customer; callbacks count from here."""

from __future__ import annotations

from datetime import date

from answerable.events.base import CustomerId, Event, Label, StaffId, Text


class Accepted(Event):
    """The customer accepted a delivered project (000-4.5).

    Arguments:
        customer: who.
        project: what was delivered.
        accepted_on: the day callbacks are counted from (X12, reading a).
    """

    customer: CustomerId
    project: Label
    accepted_on: date


class AcceptanceCorrected(Event):
    """The day of acceptance had been entered wrongly; callbacks count from the right one.

    Arguments:
        accepted_on: the day that holds now.
        by: who found it.
        reason: why.
    """

    accepted_on: date
    by: StaffId
    reason: Text


class Cancelled(Event):
    """The delivery ended or never was: no callback is owed for it any more.

    Arguments:
        by: who decided.
        reason: why.
    """

    by: StaffId
    reason: Text
