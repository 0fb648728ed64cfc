"""What an installation holds, as one document."""

from __future__ import annotations

import asyncio

from pydantic import BaseModel, ConfigDict

from answerable.errors import NotFound, Refused
from answerable.messaging.client import Caller
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.scoring import StatementList
from answerable.queries.views import ViewStatus
from answerable_services.cli.connecting import Connected


class ViewSummary(BaseModel):
    """A view's state.

    Arguments:
        position: the last ledger sequence in it.
        lag: events that wait for it.
        parked: events it cannot take.
    """

    model_config = ConfigDict(frozen=True)

    position: int
    lag: int
    parked: int


class LedgerSummary(BaseModel):
    """The ledger's state.

    Arguments:
        messages: how many events it holds.
        deny_delete: whether no event can be deleted.
        deny_purge: whether it cannot be emptied.
    """

    model_config = ConfigDict(frozen=True)

    messages: int
    deny_delete: bool
    deny_purge: bool


class Summary(BaseModel):
    """What an installation holds.

    Arguments:
        events: in the ledger.
        sites: service centres.
        contacts: customers' contacts.
        cases: cases.
        complaints: complaints.
        faults: faults.
        handovers: handovers.
        statements: monthly statements, of the last month of every site.
        callbacks_due: callbacks that are owed now.
        access_findings: findings for the auditors.
        projections: by name.
        ledger: its state.
        console: where the pages are on this machine, while they are served.
        pages: under which address people reach them, while they are served.
    """

    model_config = ConfigDict(frozen=True)

    events: int
    sites: int
    contacts: int
    cases: int
    complaints: int
    faults: int
    handovers: int
    statements: int
    callbacks_due: int
    access_findings: int
    projections: dict[str, ViewSummary]
    ledger: LedgerSummary
    console: str | None = None
    pages: str | None = None


async def statements_of(caller: Caller, site: str) -> StatementList | None:
    """Ask for a site's last month; None where there is nothing to score, or no rulebook is bound."""
    try:
        return await caller.query(scoring.Statements(site=site))
    except (NotFound, Refused):
        return None


async def summarise(connected: Connected, views: list[ViewStatus]) -> Summary:
    """Ask everybody and put the answers together.

    Raises:
        Unavailable: a service does not answer.
    """
    caller = connected.caller
    overview, due, findings, status = await asyncio.gather(
        caller.query(desk.Overview()),
        caller.query(callbacks.Due(limit=1)),
        caller.query(audit.Findings(limit=1)),
        connected.ledger.status(),
    )
    statements = await asyncio.gather(*(statements_of(caller, site.site) for site in overview.sites))
    return Summary(
        events=status.messages,
        sites=len(overview.sites),
        contacts=sum(site.contacts for site in overview.sites),
        cases=sum(site.cases for site in overview.sites),
        complaints=sum(site.complaints for site in overview.sites),
        faults=sum(site.faults for site in overview.sites),
        handovers=sum(site.handovers for site in overview.sites),
        statements=sum(len(found.statements) for found in statements if found is not None),
        callbacks_due=0 if due.counts is None else due.counts.owed,
        access_findings=findings.total,
        projections={
            view.name: ViewSummary(position=view.position, lag=view.lag, parked=view.parked) for view in views
        },
        ledger=LedgerSummary(
            messages=status.messages, deny_delete=status.deny_delete, deny_purge=status.deny_purge
        ),
    )
