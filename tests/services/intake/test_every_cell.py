"""Every command, as every role, at the right site and the wrong one: decided as the table says, by cell."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding import Matter, concerned_by, relating_of, signing_fields
from answerable.errors import AnswerableError, Forbidden
from answerable.identity import Principal
from answerable.identity.permission import roles_of
from answerable.identity.relations import At, Relation
from answerable.identity.table import table
from answerable.people import people_fields
from answerable.sample.centre import CLOCK_START
from answerable.sample.generator import sample
from answerable.streams.staff.events import Role
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.permission import at_the_door, in_the_matter
from answerable_services.intake.request import CommandRequest
from tests.identity.proofs import heard, with_roles
from tests.services.intake.scenario import TEN, Scenario, ruled_world

HERE, THERE = "xm01", "ny01"
ASKER, OTHER, DOER = "staff-asker", "staff-other", "staff-doer"
FOR_OTHERS = (False, True)


def askers() -> dict[str, Principal]:
    """Give one of each role: of the staff, another system, each part of this one."""
    known = table()
    staff = {role: with_roles(ASKER, **{role: HERE}) for role in known.staff}
    machine = Principal(id="machine-exchange", scope=("*",), sites=(HERE,))
    parts = {
        role: Principal(id=role)
        for role in known.roles
        if role not in known.staff and role not in known.machines
    }
    return {**staff, "machine": machine, **parts}


def given(name: str, site: str, asker: Principal, *, is_for_others: bool) -> Command:
    """Give a command as whoever asks gives it, about nothing of theirs."""
    model = COMMANDS[name]
    did = DOER if is_for_others else asker.id
    said: dict[str, Any] = dict.fromkeys(model.model_fields)
    said |= {field: OTHER for field, _ in people_fields(model)}
    if model.stream == "staff":
        said["staff"] = OTHER
    if "role" in model.model_fields:
        said |= {"role": Role.AGENT, **({"at": site} if "at" in model.model_fields else {})}
    said |= dict.fromkeys(signing_fields(model), did)
    acting_for = DOER if is_for_others else None
    command = model.model_construct(**{**said, "site": site, "acting_for": acting_for})
    command.asked_by(asker.id)
    return command


def is_let_on(command: Command, asker: Principal) -> bool:
    """Tell whether the decision comes further than who may, at a site with nothing on record."""
    try:
        allowed = at_the_door(command, asker)
        asked = CommandRequest(command, "x-1", None, "", ("x-1",), asker, allowed)
        in_the_matter(asked, Aggregate(), ruled_world(), TEN)
    except Forbidden:
        return False
    return True


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_as_every_role(name: str) -> None:
    """At their site and another, for themselves and others, with nothing of theirs: as the table says."""
    asked_by = askers()
    for (role, asker), site, is_for_others in product(asked_by.items(), (HERE, THERE), FOR_OTHERS):
        relations = [Relation.TOKEN] if role == "machine" else []
        held = roles_of(asker)
        may = table().may(held, name, site, relations, is_for_others=is_for_others)
        command = given(name, site, asker, is_for_others=is_for_others)
        if role == "machine" and site == THERE:
            may = table().may([], name, site)
        assert is_let_on(command, asker) is bool(may), (role, site, is_for_others)


def test_each_relation_of_the_table_is_told_by_its_stream() -> None:
    """Where the table lets somebody by what is theirs or was offered to them, the stream says whose it is."""
    nobody = relating_of("nothing")
    for name, model in COMMANDS.items():
        row = table().row(name)
        reached = {relation for relation, _, is_for_others in row.cells() if not is_for_others}
        relating = relating_of(model.stream)
        if Relation.OWN in reached:
            assert relating.own is not nobody.own, name
        if Relation.ASKED in reached:
            assert relating.asked is not nobody.asked, name
        assert Relation.TEAM not in reached, name


def test_as_the_sample_month_was_done() -> None:
    """Each command of the sample month, as whoever did it in each role: by how they stood to its matter."""
    desk = Scenario(now=CLOCK_START)
    seen: dict[str, int] = {}
    asked: set[str] = set()
    for item in sample():
        command = heard(item)
        if seen.get(item.name, 0) < 3 and command.actor.startswith("staff-"):
            seen[item.name] = seen.get(item.name, 0) + 1
            asked.update(_as_every_role(desk, item.body, type(command), command.actor))
        desk.carry_out(command, item.key)
    assert {"handover.sign_out", "fault.acknowledge", "case.resolve"} <= asked


def _as_every_role(desk: Scenario, body: dict[str, Any], model: type[Command], who: str) -> set[str]:
    """Ask as who did it, in every role, and as somebody with no part in it; give what came to a decision."""
    site = body["site"]
    said = {name: value for name, value in body.items() if name != "acting_for"}
    decided = set()
    for person, role in product((who, "staff-stranger"), table().staff):
        command = model.model_validate(said | dict.fromkeys(signing_fields(model), person))
        command.asked_by(person)
        target = command.target
        held = Aggregate() if target is None else desk.held.get(target, Aggregate())
        relations = _relations(command, held, person)
        may = table().may([At(role, site)], model.command_name, site, relations)
        copied = Scenario(
            desk.now, desk.world, {name: one.copy() for name, one in _near(desk, command).items()}
        )
        denied = False
        try:
            copied.carry_out(command, asker=with_roles(person, **{role: site}))
        except Forbidden:
            denied = True
        except AnswerableError:
            decided.add(model.command_name)
        else:
            decided.add(model.command_name)
        assert denied is not bool(may), (model.command_name, person, role, relations)
    return decided


def _near(desk: Scenario, command: Command) -> dict[str, Aggregate]:
    names = {
        command.target,
        *command.depends_on,
        *(getattr(command, name) for name, _ in people_fields(type(command))),
    }
    return {name: desk.held[name] for name in names if name in desk.held}


def _relations(command: Command, held: Aggregate, person: str) -> set[Relation]:
    """Say how somebody stands to a matter, by what the stream declares."""
    matter, relating = Matter(held.state, held.taken_down_by), relating_of(command.stream)
    found = set()
    if person in relating.own(matter, command):
        found.add(Relation.OWN)
    if person in relating.asked(matter, command):
        found.add(Relation.ASKED)
    if person in concerned_by(matter, command):
        found.add(Relation.ONESELF)
    return found
