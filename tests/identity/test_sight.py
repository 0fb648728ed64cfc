"""What of an answer somebody may see: worked out from the table, and narrowed by the site of a question."""

from __future__ import annotations

import pytest

from answerable.errors import Forbidden
from answerable.identity import Grant, Principal
from answerable.identity.sight import Sight, sight_of
from answerable.streams.staff.events import Role

CASES, STATEMENT = "desk.cases", "scoring.statement_of"


def somebody(*grants: tuple[Role, str | None]) -> Principal:
    """Give a member of staff with roles."""
    return Principal(id="staff-a", grants=tuple(Grant(role=role, site=site) for role, site in grants))


def test_a_site_is_seen_by_a_role_at_it() -> None:
    """Everything of it, and nothing of another one; where no site is named, the sites of one's roles."""
    agent = somebody((Role.AGENT, "xm01"), (Role.LEAD, "gz02"))

    assert sight_of(agent, CASES).sites == frozenset({"xm01", "gz02"})
    assert sight_of(agent, CASES, "xm01").sites == frozenset({"xm01"})
    with pytest.raises(Forbidden, match="cd03"):
        sight_of(agent, CASES, "cd03")


def test_what_is_ones_own_is_seen_where_the_role_is() -> None:
    """A salesperson sees the cases that are theirs, a lead the statements of their team beside their own."""
    sight = sight_of(somebody((Role.SALESPERSON, "xm01"), (Role.AGENT, "gz02")), CASES)
    assert (sight.sites, sight.own) == (frozenset({"gz02"}), frozenset({"xm01"}))
    assert sight.shows("gz02")
    assert sight.shows("xm01", is_own=True)
    assert not sight.shows("xm01")
    assert not sight.shows("xm01", is_of_team=True)
    assert not sight.shows("cd03", is_own=True)
    assert sight.reach == frozenset({"xm01", "gz02"})
    with pytest.raises(Forbidden):
        sight.check("xm01")

    lead = sight_of(somebody((Role.LEAD, "xm01")), STATEMENT, "xm01")
    assert (lead.sites, lead.own, lead.team) == (frozenset(), frozenset({"xm01"}), frozenset({"xm01"}))


def test_everything_is_seen_by_a_role_that_reaches_every_site() -> None:
    """An auditor's role counts everywhere, and so does one that was given for every site."""
    for who in (somebody((Role.AUDITOR, "xm01")), somebody((Role.AGENT, None))):
        sight = sight_of(who, CASES)
        assert sight.is_everything
        assert sight.reach is None
        assert sight_of(who, CASES, "cd03").sites == frozenset({"cd03"})
        assert sight_of(who, CASES, "cd03").is_everywhere


def test_whoever_may_not_is_refused_whatever_the_site() -> None:
    """Nobody without a fitting role is told anything, by a question with or without a site."""
    for site in (None, "xm01"):
        with pytest.raises(Forbidden):
            sight_of(somebody((Role.OPERATIONS, None)), CASES, site)
        with pytest.raises(Forbidden):
            sight_of(somebody(), CASES, site)


def test_a_proof_narrows_what_a_role_reaches() -> None:
    """A token that is for one site shows no other, whatever its role."""
    machine = Principal(id="machine-phones", scope=("desk.cases",), sites=("xm01",))

    assert sight_of(machine, CASES).sites == frozenset({"xm01"})
    for action, site in (("desk.faults", "xm01"), (CASES, "gz02")):
        with pytest.raises(Forbidden):
            sight_of(machine, action, site)


def test_nothing_left_is_a_refusal() -> None:
    """What is narrowed to a site of which nothing is seen is refused, not empty."""
    sight = Sight(somebody(), CASES, frozenset({"xm01"}), own=frozenset({"gz02"}))

    assert sight.at(None) is sight
    assert sight.at("gz02").own == frozenset({"gz02"})
    auditor = Sight(somebody((Role.AUDITOR, None)), CASES, frozenset({"xm01"}))
    with pytest.raises(Forbidden, match="neither yours nor of a site"):
        auditor.at("gz02")
