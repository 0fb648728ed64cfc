"""``python -m daybook.ask [SITE]`` asks the running service, as any program can."""

from __future__ import annotations

import sys

from answerable import loop
from answerable.errors import AnswerableError
from answerable.ledger import connect, disconnect
from answerable.messaging.client import Caller
from answerable.service import connection_of, credential_of
from answerable.settings import Settings

from daybook.queries import ByDay, Days


async def ask(settings: Settings, query: ByDay) -> Days:
    """Ask the running service.

    Arguments:
        settings: name the server.
        query: the question.

    Raises:
        AnswerableError: the service refused, or does not answer.
    """
    url, user, password = connection_of(settings, "daybook")
    client = await connect(url, user=user, password=password, name="daybook-ask")
    try:
        return await Caller(client, credential_of(settings, "daybook")).query(query)
    finally:
        await disconnect(client)


def main() -> int:
    """Ask about the site that the command line names, or about all, and give the exit status."""
    try:
        found = loop.run(ask(Settings(), ByDay(site=sys.argv[1] if sys.argv[1:] else None)))
    except AnswerableError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    sys.stdout.write(found.model_dump_json(indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
