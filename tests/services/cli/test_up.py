"""`up`: one command runs everything, keeps it running, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from functools import partial
from pathlib import Path
from statistics import median

import httpx
import pytest

from answerable.errors import AnswerableError
from answerable.ledger.server.endpoint import Endpoint
from answerable.ledger.server.machine import is_alive
from tests.identity.proofs import bearer
from tests.services.cli.running import (
    IS_LINUX,
    Centre,
    CommandResult,
    answerable,
    is_answering,
    living,
    processes,
    until,
    up,
)
from tests.services.cli.sample_month import SampleMonth

pytestmark = [pytest.mark.server, pytest.mark.slow]

linux = pytest.mark.skipif(not IS_LINUX, reason="reads /proc")

SERVICES = {"intake", "desk", "scoring", "callbacks", "audit", "console", "accounts"}
COUNTS = (
    "events",
    "sites",
    "contacts",
    "cases",
    "complaints",
    "faults",
    "handovers",
    "statements",
    "callbacks_due",
    "access_findings",
)


def test_once_prints_one_document(first_run: SampleMonth) -> None:
    """`up --demo --once --json` ends well, and says of everything in the sample month how much there is."""
    assert first_run.said.status == 0, first_run.said.err
    document = first_run.said.document

    assert [name for name in COUNTS if not document[name] > 0] == []
    assert sorted(document["projections"]) == ["audit", "callbacks", "desk", "owed", "scores"]
    for view in document["projections"].values():
        assert (view["lag"], view["parked"]) == (0, 0)
        assert 0 < view["position"] <= document["events"]
    assert document["ledger"] == {"messages": document["events"], "deny_delete": True, "deny_purge": True}


def test_a_second_run_adds_nothing(first_run: SampleMonth, second_run: CommandResult) -> None:
    """The same command on the same directory gives the same document: no event is added."""
    assert second_run.status == 0, second_run.err
    assert second_run.document == first_run.said.document


def test_up_goes_on_where_the_sample_ended(sample: Centre, second_run: CommandResult) -> None:
    """`up` on the sample's directory stays in the sample's month, serves its pages and adds no event."""
    at = sample.document["console"]
    assert sample.document == {**second_run.document, "console": at, "pages": at}
    assert is_answering(sample.document["console"])


def test_a_taken_port_is_no_obstacle(own: Centre, taken_port: int) -> None:
    """Where the pages' port is in use another is taken, and the person is told both."""
    assert f"port {taken_port} is in use" in own.messages
    assert not own.document["console"].endswith(f":{taken_port}")
    assert is_answering(own.document["console"])


def test_two_on_one_directory(own: Centre) -> None:
    """A second `up` on a directory is refused, and names the process that has it."""
    refused = answerable("up", "--once", "--data", own.data)

    assert (refused.status, refused.out) == (1, "")
    named = re.search(r"process (\d+)", refused.err)
    assert named is not None, refused.err
    assert is_alive(int(named[1]))


def test_the_sample_never_mixes_with_real_records(own: Centre) -> None:
    """`up --demo` on an installation that is not the sample's is refused before anything is started."""
    refused = answerable("up", "--demo", "--once", "--json", "--data", own.data)

    assert refused.status == 1
    assert refused.document["type"] == "urn:answerable:problem:refused"
    assert "another directory" in refused.document["detail"]


@linux
def test_killed_services_come_back(own: Centre) -> None:
    """Every service that is killed is started again, and commands, views and pages answer again."""
    before = own.services()
    assert set(before) == SERVICES
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    def are_others() -> bool:
        # One that is killed is still to be seen for a moment.
        now = own.services()
        return set(now) == SERVICES and not set(now.values()) & set(before.values())

    until(are_others, "started again")
    until(lambda: is_answering(own.document["console"]), "pages")
    until(lambda: own.ask("doctor").status == 0, "services")


@linux
def test_killed_with_who_forks_them(own: Centre) -> None:
    """Where the process is killed that the services are forked from, they end, and all come back."""
    before = own.services()
    parents = {process.parent for process in own.descendants().values() if process.pid in before.values()}
    assert len(parents) == 1
    os.kill(parents.pop(), signal.SIGKILL)

    until(lambda: not living(set(before.values())), "the end of the services")
    until(lambda: set(own.services()) == SERVICES, "started again")
    until(lambda: own.ask("doctor").status == 0, "services")


def _number_recorded(own: Centre) -> int:
    """Send a command until it is carried out, and tell how many events there are then."""
    key = f"after-{time.monotonic_ns()}"
    body = {"site": key[:6] + key[-6:], "name_zh": "站", "name_en": "Site"}
    headers = {**bearer(own.data / "identity"), "Idempotency-Key": key}

    def is_carried_out() -> bool:
        try:
            answer = httpx.post(f"{own.commands}/v1/site/open", json=body, headers=headers, timeout=2)
        except httpx.HTTPError:
            return False
        return answer.status_code == httpx.codes.OK

    until(is_carried_out, "a command carried out")
    checked = own.ask("ledger", "check", "--json")
    assert checked.status == 0, checked.err
    events: int = own.ask("ledger", "status", "--json").document["messages"]
    return events


@linux
def test_a_killed_server_comes_back(own: Centre) -> None:
    """The NATS server is supervised like the services: nobody starts it by hand, and nothing is lost."""
    events = _number_recorded(own)
    away_s = []
    for _ in range(3):
        before = Endpoint.read(own.data)
        os.kill(before.pid, signal.SIGKILL)
        killed_at = time.monotonic()

        until(partial(_is_another, own, before.pid), "the server, started again")
        away_s.append(time.monotonic() - killed_at)
        assert Endpoint.read(own.data).url == before.url
        assert _number_recorded(own) == events + 1
        events += 1
    # A machine that is busy for a moment may hold one of them up; `make soak` kills it more often.
    assert median(away_s) < 5
    until(lambda: own.ask("doctor").status == 0, "services")


def _is_another(own: Centre, pid: int) -> bool:
    """Tell whether a server runs that is not the one with this process id."""
    try:
        found = Endpoint.read(own.data)
    except AnswerableError:
        return False
    return found.pid != pid and is_alive(found.pid)


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of an installation that is started and ended again and again."""
    return tmp_path_factory.mktemp("brief") / "data"


@linux
@pytest.mark.parametrize(("number", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 0)])
def test_nothing_outlives_it(brief: Path, number: signal.Signals, status: int) -> None:
    """Killed or interrupted, it takes all services and the server with it, and can start again.

    Where it is asked to end, which every test's installation is at last, `up` of the tests looks after that.
    """
    with up(brief) as centre:
        below = set(centre.descendants())
        names = {one.pid: one.name for one in processes()}
        assert set(centre.services()) == SERVICES
        assert len(below) == len(SERVICES) + 2  # the server, and who forks the services
        ended = centre.end(number)
        if number is signal.SIGKILL:
            until(lambda: not living(below), lambda: f"the end of {[names[one] for one in living(below)]}")

    assert ended == status
    assert living(below) == set()


def test_a_lost_ledger_is_never_made_anew(own: Centre, tmp_path: Path) -> None:
    """Where an installation's ledger is gone, `up` refuses to fork history with an empty one."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    shutil.copy(own.data / "installation.json", data)

    for _ in range(2):
        refused = answerable("up", "--once", "--json", "--data", data)
        assert refused.status == 1
        assert refused.document["type"] == "urn:answerable:problem:unavailable"
        assert "is not there" in refused.document["detail"]
