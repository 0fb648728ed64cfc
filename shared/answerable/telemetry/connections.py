"""The figures that every process gives: what it is, and whether its connections stand."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import metadata

from nats.aio.client import Client

from answerable.telemetry import figures
from answerable.telemetry.figures import Sample


def of_process(service: str) -> Sample:
    """Say which service this is.

    Arguments:
        service: its name.
    """
    return figures.SERVICE.of(1, service, metadata.version("answerable"))


def of_connections(clients: Mapping[str, Client]) -> list[Sample]:
    """Tell of connections to the server, from what the client library knows.

    Arguments:
        clients: by the name that the server calls them.
    """
    return [
        sample
        for name, client in clients.items()
        for sample in (
            figures.CONNECTED.of(int(client.is_connected), name),
            figures.RECONNECTS.of(client.stats["reconnects"], name),
        )
    ]
