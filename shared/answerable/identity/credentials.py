"""Credentials: what a part of the system proves itself with, fresh at each use."""

from __future__ import annotations

import time
from collections.abc import Callable

from answerable.identity.keys import SigningKey
from answerable.identity.principals import Principal
from answerable.identity.tokens import LIFETIME_S, sign


class Credential:
    """Gives a principal's tokens, each used for a part of the time that it holds.

    Arguments:
        principal: whose.
        key: gives the key of a part that may speak for them, for each token anew: it may be renewed.
        now: gives the time in seconds since 1970.
    """

    def __init__(
        self, principal: Principal, key: Callable[[], SigningKey], now: Callable[[], float] = time.time
    ) -> None:
        self.principal = principal
        self._key = key
        self._now = now
        self._token = ""
        self._until = 0.0

    def __call__(self) -> str:
        """Give the value of the header ``Authorization``."""
        now = self._now()
        if now >= self._until:
            self._token = f"Bearer {sign(self.principal, self._key(), now)}"
            self._until = now + LIFETIME_S / 2
        return self._token
