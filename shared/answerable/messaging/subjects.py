"""The subjects of commands, queries and notices; the ledger's own are in `answerable.events.subjects`."""

from __future__ import annotations

ROOT = "answerable"

SEVERAL = "several"
"""What no question may be called: several are asked under it at once."""


def command_subject(name: str) -> str:
    """Give the subject that a command is asked on: ``answerable.command.case.transfer``."""
    return f"{ROOT}.command.{name}"


def query_subject(service: str, name: str) -> str:
    """Give the subject that a query is asked on: ``answerable.query.scoring.statement``."""
    return f"{ROOT}.query.{service}.{name}"


def several_subject(service: str) -> str:
    """Give the subject that several questions are asked on at once: ``answerable.query.desk.several``."""
    return query_subject(service, SEVERAL)


def notice_subject(projection: str) -> str:
    """Give the subject on which a projection says that its view moved."""
    return f"{ROOT}.notice.{projection}"


def denied_subject(part: str) -> str:
    """Give the subject on which a part of the system tells what it denied."""
    return f"{ROOT}.denied.{part}"


EVERY_DENIAL = denied_subject("*")

QUERIES = f"{ROOT}.query."
"""What the subject of every query begins with."""

EVERY_NOTICE = f"{ROOT}.notice.*"
BULK = command_subject("bulk")
EVERY_COMMAND = command_subject(">")
