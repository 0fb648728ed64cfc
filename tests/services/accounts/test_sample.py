"""The sample's people: somebody of every role, whom anybody may be, under names that are plainly invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from answerable.errors import Forbidden
from answerable.installation import Installation
from answerable.queries import accounts as q
from answerable.sample.centre import CLOCK_START
from answerable.sample.generator import sample
from answerable.sample.names import MARK, names
from answerable.streams.staff.events import Role
from answerable_services.accounts.refusals import Why
from answerable_services.cli.sending import send
from tests.services.accounts.served import HERE, House, running_house, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The sample's installation, with nobody in it yet."""
    data = tmp_path_factory.mktemp("sample") / "data"
    made = Installation(installed_at=datetime.now(UTC), clock_start=CLOCK_START)
    data.mkdir()
    (data / "installation.json").write_text(made.model_dump_json())
    with running_house(data, inhabited=False, ANSWERABLE_CLOCK_START=CLOCK_START.isoformat()) as running:
        yield running


@pytest.mark.server
async def test_a_visitor_is_anybody(house: House) -> None:
    """Of every role there is somebody, with an invented name, and is proved with their roles."""
    hirings = [item for item in sample() if item.name in {"site.open", "staff.hire"}]
    async with house.commanding() as caller, house.asking() as console:
        await send(caller, hirings, "the sample's people")
        cast = await until(
            lambda: console.query(q.SamplePeople()), lambda cast: len(cast.people) >= len(hirings) - 6
        )
        employed_as = {grant.role for person in cast.people for grant in person.grants}
        assert employed_as == set(Role)
        assert [person.name for person in cast.people if not person.name.startswith(MARK)] == []
        auditor = next(one for one in cast.people if any(grant.role is Role.AUDITOR for grant in one.grants))

        came = await console.query(q.EnterSample(person=auditor.person, where=HERE))
        assert came.session is not None
        proved = await console.query(q.Prove(session=came.session))

        assert (proved.person, proved.name, proved.is_sample) == (auditor.person, auditor.name, True)
        assert house.principal_of(proved.token.get_secret_value()).grants == auditor.grants
        with pytest.raises(Forbidden) as stranger:
            await console.query(q.EnterSample(person="staff-nobody", where=HERE))
        assert stranger.value.rule == Why.NOT_EMPLOYED


def test_names_are_invented_and_each_is_once() -> None:
    """Everybody whom the sample employs has a name of their own, marked as an example, and none else."""
    found = list(names())
    hired = {item.body["staff"] for item in sample() if item.name == "staff.hire"}
    assert {person for person, _, _ in found} == hired
    assert len({name for _, name, _ in found}) == len(found)
    assert {name.partition("·")[0] for _, name, _ in found} == {MARK}
