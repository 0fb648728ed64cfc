"""A browser of somebody who runs the installation, for pages that nobody else sees."""

from __future__ import annotations

import asyncio
import time

import httpx

from answerable.clock import SystemClock
from answerable.errors import AnswerableError
from answerable.queries import accounts as q
from answerable.settings import Settings
from answerable_services.accounts.service import open_accounts
from answerable_services.cli.connecting import connected
from tests.identity.proofs import bearer
from tests.services.accounts.opened import GOOD, HERE, signed_in
from tests.services.cli.running import Centre, until

WHO = "staff-operator"


def employed(centre: Centre, site: str) -> None:
    """Employ somebody who runs the installation, and give them an account."""
    body = {"site": site, "staff": WHO, "role": "operations", "team": "it", "hired_on": "2020-01-01"}
    headers = {**bearer(centre.data / "identity"), "Idempotency-Key": f"hire-{time.monotonic_ns()}"}
    answer = httpx.post(f"{centre.commands}/v1/staff/hire", json=body, headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text

    async def is_known() -> bool:
        async with connected(Settings(data=centre.data)) as here:
            found = await here.caller.query(q.AccountsOf(person=WHO))
            return any(row.is_employed for row in found.accounts)

    def known() -> bool:
        try:
            return asyncio.run(is_known())
        except AnswerableError:
            return False

    until(known, "known to the accounts")
    accounts = open_accounts(Settings(data=centre.data), SystemClock())
    try:
        accounts.accept(accounts.invite(WHO, by="system-cli").secret, GOOD, HERE)
    finally:
        accounts.close()


def seen(centre: Centre, path: str) -> str:
    """Give a page as that person sees it, in English."""
    accounts = open_accounts(Settings(data=centre.data), SystemClock())
    try:
        session = signed_in(accounts.sign_in(WHO, GOOD, HERE)).secret
    finally:
        accounts.close()
    with httpx.Client(
        base_url=centre.document["console"],
        cookies={"session": session.get_secret_value()},
        headers={"Accept-Language": "en"},
        timeout=30,
    ) as client:
        return client.get(path).raise_for_status().text
