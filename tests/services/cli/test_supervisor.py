"""The supervisor: what it gives the services that it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable_services.cli.services import SERVICES
from answerable_services.cli.supervisor import Supervisor

PORT = "ANSWERABLE_METRICS_PORT"


def test_each_service_has_a_port_for_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first service's figures are at the port that is set, each further one's at the next."""
    monkeypatch.setenv(PORT, "9464")
    supervisor = Supervisor(tmp_path, {"ANSWERABLE_DATA": "d"})
    given = [supervisor._variables(service) for service in SERVICES]

    assert [variables[PORT] for variables in given] == [str(9464 + number) for number in range(len(SERVICES))]
    assert {variables["ANSWERABLE_DATA"] for variables in given} == {"d"}


@pytest.mark.parametrize("port", ["0", None])
def test_no_figures_where_none_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: str | None
) -> None:
    """Without a port, no service is given one."""
    monkeypatch.delenv(PORT, raising=False)
    if port is not None:
        monkeypatch.setenv(PORT, port)
    supervisor = Supervisor(tmp_path, {})

    assert {supervisor._variables(service).get(PORT) for service in SERVICES} == {port}
