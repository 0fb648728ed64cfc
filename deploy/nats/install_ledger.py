# ruff: noqa: INP001  (a script, run by its path)
"""Makes the ledger's stream on a server of your own, once: ``python deploy/nats/install_ledger.py``.

In a cluster of three add ``--replicas 3``. It connects as ANSWERABLE_NATS_URL and
ANSWERABLE_NATS_PASSWORDS say: as the user ``operator``, the only one who may. No service ever makes a stream
by itself: one that is missing later means that something is wrong, and a new, empty one would hide it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from answerable.errors import AnswerableError
from answerable.identity import Keys
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import Ledger, connect, disconnect
from answerable.ledger.store.stream import StreamDesign, StreamStatus
from answerable.service import connection_of
from answerable.settings import Settings


async def install(settings: Settings, replicas: int) -> StreamStatus:
    """Make the stream and check it.

    Arguments:
        settings: name the server and the operator's password.
        replicas: 1 on a single server, 3 in a cluster.

    Raises:
        Conflict: there is one already.
        Unavailable: the server does not answer, or refuses this user.
    """
    url, user, password = connection_of(settings, User.OPERATOR)
    client = await connect(url, user=user, password=password, name="installation")
    try:
        return await Ledger(client, StreamDesign(replicas=replicas)).install()
    finally:
        await disconnect(client)


def main() -> int:
    """Run the script; gives the exit status."""
    parser = argparse.ArgumentParser(description="Make the ledger's stream, once.")
    parser.add_argument("--replicas", type=int, choices=(1, 3, 5), default=1, help="copies of every event")
    arguments = parser.parse_args()
    settings = Settings()
    if not settings.nats_url:
        parser.error("set ANSWERABLE_NATS_URL and ANSWERABLE_NATS_PASSWORDS")
    try:
        made = asyncio.run(install(settings, arguments.replicas))
    except AnswerableError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    Keys(settings.keys).make()
    copies = made.configuration["num_replicas"]
    sys.stdout.write(f"the stream LEDGER is made, with {copies} {'copy' if copies == 1 else 'copies'}\n")
    sys.stdout.write(f"the keys are in {settings.keys}: give each service trusted.json and its own\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
