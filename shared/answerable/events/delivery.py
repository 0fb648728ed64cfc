"""Delivery: a project was handed to its customer; callbacks count from here."""

from __future__ import annotations

from datetime import date

from answerable.events.base import CustomerId, Event, Label


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
