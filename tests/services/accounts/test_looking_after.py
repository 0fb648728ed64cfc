"""A link is good for as long as whoever made it could make it: not behind what its person became since."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.errors import Unauthenticated
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.accounts.looking_after import check_link
from answerable_services.accounts.office import Door
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts
from tests.services.accounts.given import Hands
from tests.services.accounts.opened import BETTER, GOOD, HERE, opened
from tests.services.intake.scenario import FIRST, LEAD, SITE, TEN, Scenario, hired

MANAGER, GENERAL, OTHER = "staff-manager", "staff-general", "gz02"


class Centre:
    """Two sites whose register the accounts follow.

    Arguments:
        data: where the accounts are.
        views: which store they are in.
    """

    def __init__(self, data: Path, views: Path | SecretStr) -> None:
        self.desk = Scenario(is_strict=True)
        self.register = Register(FixedClock(TEN))
        self.register._is_whole.set()
        for name in (SITE, OTHER):
            said = {"name_zh": "z", "name_en": "e", "occurred_at": "2010-01-01T00:00:00Z"}
            self.desk.given(site.Open, site=name, **said, actor="system-setup")
        roles = {FIRST: "agent", LEAD: "lead", MANAGER: "manager", GENERAL: "general_manager"}
        for person, role in roles.items():
            self.desk.carry_out(hired(person, role=role, actor="system-setup"))
        self.heard = 0
        self.accounts: Accounts = opened(
            data, views, Hands(), door=Door(self.register.admit, partial(check_link, self.register))
        )
        self.hear()

    def hear(self) -> None:
        """Let the register follow what happened."""
        for event in self.desk.log[self.heard :]:
            self.register.take(event)
        self.heard = len(self.desk.log)

    def is_good(self, link: SecretStr, password: SecretStr = GOOD) -> bool:
        """Tell whether a link lets its person in, looked at and used."""
        try:
            self.accounts.look_at_link(link)
        except Unauthenticated:
            with pytest.raises(Unauthenticated):
                self.accounts.accept(link, password, HERE)
            return False
        self.accounts.accept(link, password, HERE)
        return True


@pytest.fixture
def centre(tmp_path: Path, views: Path | SecretStr) -> Iterator[Centre]:
    made = Centre(tmp_path, views)
    yield made
    made.accounts.close()


SINCE = {"staff": FIRST, "since": "2016-03-10", "reason": "r", "actor": GENERAL}


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (staff.GrantRole, {"role": "auditor"}),
        (staff.GrantRole, {"role": "auditor", "since": "2016-03-20"}),
        (staff.GrantRole, {"role": "lead", "at": OTHER}),
        (staff.Promote, {"role": "auditor"}),
        (staff.Move, {"at": OTHER}),
        (staff.Move, {"at": OTHER, "since": "2016-03-20"}),
    ],
)
def test_a_link_does_not_grow_with_its_person(
    centre: Centre, model: type[staff.GrantRole | staff.Promote | staff.Move], fields: dict[str, str]
) -> None:
    """The manager of one site kept it, and would become an auditor, or somebody of another site, by it."""
    first = centre.accounts.invite(FIRST, by=MANAGER).secret
    assert centre.is_good(first)
    kept = centre.accounts.reset(FIRST, by=MANAGER).secret
    centre.desk.given(model, **{**SINCE, **fields})
    centre.hear()

    assert not centre.is_good(kept, BETTER)
    assert centre.is_good(centre.accounts.reset(FIRST, by=GENERAL).secret, BETTER)


def test_a_link_stays_good_where_its_maker_reaches(centre: Centre) -> None:
    """Another role at the manager's own site takes nothing from it; the command line may for everybody."""
    kept = centre.accounts.invite(FIRST, by=MANAGER).secret
    centre.desk.given(staff.Promote, **{**SINCE, "role": "lead"})
    centre.hear()
    assert centre.is_good(kept)

    made = centre.accounts.reset(FIRST, by="system-cli").secret
    centre.desk.given(staff.GrantRole, **{**SINCE, "role": "auditor"})
    centre.hear()
    assert centre.is_good(made, BETTER)


def test_a_link_of_who_is_no_manager_any_more_is_none(centre: Centre) -> None:
    """Whoever left, or became something else, has kept no key."""
    kept = centre.accounts.invite(FIRST, by=MANAGER).secret
    centre.desk.given(staff.Leave, staff=MANAGER, left_on="2016-03-09", actor=GENERAL)
    centre.hear()
    assert not centre.is_good(kept)
