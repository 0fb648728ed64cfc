"""The sites, and what is counted of each."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery


class Views(ViewsQuery):
    """How far are intake's views?"""


class SiteName(Answer):
    """How a site is called, and whose clock it keeps.

    Arguments:
        site: which.
        name_zh: its name.
        name_en: its name.
        timezone: the IANA zone that its days are counted in.
    """

    site: SiteId
    name_zh: str
    name_en: str
    timezone: str


class SiteNames(Answer):
    """The sites there are, by site id."""

    sites: tuple[SiteName, ...]


class Sites(Query[SiteNames]):
    """Which sites are there? Costs the same however much happened at them."""


class SiteCounts(SiteName):
    """A site's numbers.

    Arguments:
        staff: people who are employed there today, as the site counts days.
        contacts: customers' contacts so far.
        abandoned: contacts in which the customer gave up.
        cases: cases so far.
        cases_open: cases not resolved or closed, paused ones included.
        cases_paused: of these, paused.
        cases_overdue: of the open ones, those behind their time limit now.
        transfers_waiting: open cases whose transfer nobody has accepted.
        resolved_at_first_contact: cases solved by the first responder.
        resolved: cases that are solved.
        complaints: complaints so far.
        complaints_open: not yet told to the customer.
        complaints_upheld: found valid.
        faults: faults so far.
        faults_open: not yet closed.
        handovers: handovers so far.
        handovers_unsigned: without both signatures.
        handovers_refused: refused by the incoming side.
    """

    staff: int = 0
    contacts: int = 0
    abandoned: int = 0
    cases: int = 0
    cases_open: int = 0
    cases_paused: int = 0
    cases_overdue: int = 0
    transfers_waiting: int = 0
    resolved_at_first_contact: int = 0
    resolved: int = 0
    complaints: int = 0
    complaints_open: int = 0
    complaints_upheld: int = 0
    faults: int = 0
    faults_open: int = 0
    handovers: int = 0
    handovers_unsigned: int = 0
    handovers_refused: int = 0


class OverviewAnswer(Answer):
    """Every site's numbers at one moment.

    Arguments:
        at: the moment, by the service's clock.
        sites: by site id.
        contacts_by_hour: contacts by hour of the day in the site's zone, 24 numbers, all sites asked for.
    """

    at: AwareDatetime
    sites: tuple[SiteCounts, ...]
    contacts_by_hour: tuple[int, ...]


class Overview(Query[OverviewAnswer]):
    """What are the numbers now?

    Arguments:
        site: of one site; of all where left out.
    """

    site: SiteId | None = None
