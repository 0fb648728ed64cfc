"""What the consumers of a connection are called: a user may make those only that have one of its names."""

from __future__ import annotations

import asyncio
import random
import re
from uuid import uuid4

from answerable.errors import Busy
from answerable.ledger.server.accounts import FEEDS, feed_names

# What may stand in a consumer's name; a server of one's own may know users that are called otherwise.
_USER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WITHIN_S = 5.0


class FeedNames:
    """The names of a user's consumers, each of which one feed of a connection has at a time.

    Other connections of the same user have the same names, and begin with others of them: the server says
    which are taken. What was used last is used again last, for the server may not have let go of it yet.

    Arguments:
        user: who connects; where nobody is named, names are made up.
    """

    def __init__(self, user: str | None) -> None:
        self._user = user
        self._free: asyncio.Queue[str] | None = None
        if user is not None and _USER.fullmatch(user):
            self._free = asyncio.Queue()
            for name in random.sample(feed_names(user), FEEDS):
                self._free.put_nowait(name)

    async def take(self) -> str:
        """Give a name that no other feed of this connection has.

        Raises:
            Busy: all of them are in use, for longer than a feed that ends needs.
        """
        if self._free is None:
            return f"feed-{uuid4().hex}"
        try:
            async with asyncio.timeout(_WITHIN_S):
                return await self._free.get()
        except TimeoutError:
            message = f"the user {self._user} reads through {FEEDS} consumers already, and may have no more"
            raise Busy(message) from None

    def give_back(self, name: str) -> None:
        """Let another feed have a name."""
        if self._free is not None:
            self._free.put_nowait(name)
