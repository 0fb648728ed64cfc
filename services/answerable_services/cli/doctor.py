"""``answerable doctor``: is this installation well?"""

from __future__ import annotations

import asyncio
import platform
import shutil
import stat
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import typer
from pydantic import BaseModel, ConfigDict

from answerable import installation, loop
from answerable.calendar.holidays import not_known
from answerable.errors import AnswerableError, Halted
from answerable.ledger.ends import EndsFile
from answerable.ledger.integrity.boot import examine
from answerable.ledger.server import machine
from answerable.ledger.store.ledger import Ledger
from answerable.messaging.client import Caller
from answerable.projection import ahead
from answerable.projection.owners import OURS
from answerable.projection.stored import stored_statuses
from answerable.queries import accounts
from answerable.queries.callbacks import Due
from answerable.queries.intake import ClockState, Writing
from answerable.rulebook import lint
from answerable.settings import Settings
from answerable.wording import say as counted
from answerable_services.cli import attachments, readiness
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.rulebook import installed_files
from answerable_services.cli.voice import WRONG, Json, command, print_document, results

_LEAST_FREE_BYTES = 1024**3


class HealthCheck(BaseModel):
    """One thing that was looked at.

    Arguments:
        what: the thing.
        is_well: whether it is as it should be.
        detail: what was found, and what to do where it is not well.
        is_warning: whether a person should know of it although nothing is wrong here.
    """

    model_config = ConfigDict(frozen=True)

    what: str
    is_well: bool
    detail: str
    is_warning: bool = False


@command
def doctor(data: Data = None, as_json: Json = False) -> None:
    """Look at everything this installation needs; ends with 1 where something is not well.

    Example: answerable doctor
    """
    findings = loop.run(_examine(settings_of(data)))
    if as_json:
        print_document({"findings": [finding.model_dump() for finding in findings]})
    else:
        for finding in findings:
            mark = ("!" if finding.is_warning else "✓") if finding.is_well else "✗"
            results.print(f"{mark} {finding.what}: {finding.detail}", markup=False)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(WRONG)


async def _examine(settings: Settings) -> list[HealthCheck]:
    findings = [_python(), _server(), _rulebooks(), _space(settings.data), _privacy(settings.data)]
    return [*findings, *[finding async for finding in _running(settings)]]


def _python() -> HealthCheck:
    version = platform.python_version()
    return HealthCheck(
        what="Python", is_well=sys.version_info >= (3, 11), detail=f"{version} (3.11 or later is needed)"
    )


def _server() -> HealthCheck:
    try:
        return HealthCheck(what="nats-server", is_well=True, detail=Path(machine.binary()).name)
    except AnswerableError as error:
        return HealthCheck(what="nats-server", is_well=False, detail=error.message)


def _rulebooks() -> HealthCheck:
    files = installed_files()
    found = lint(files)
    detail = f"{len(files)} installed, {counted('counted.findings', n=len(found)).en}"
    return HealthCheck(what="rulebooks", is_well=bool(files) and not found, detail=detail)


def _space(data: Path) -> HealthCheck:
    existing = next(path for path in (data, *data.resolve().parents) if path.exists())
    free = shutil.disk_usage(existing).free
    detail = f"{free / 1024**3:.1f} GiB free; a full disk refuses new events"
    return HealthCheck(what="disk", is_well=free >= _LEAST_FREE_BYTES, detail=detail)


def _privacy(data: Path) -> HealthCheck:
    if not data.exists():
        return HealthCheck(what="data directory", is_well=True, detail="not made yet")
    mode = stat.S_IMODE(data.stat().st_mode)
    is_private = mode & 0o077 == 0
    detail = f"mode {mode:o}" + ("" if is_private else f"; others may read it: chmod 700 {data}")
    return HealthCheck(what="data directory", is_well=is_private, detail=detail)


async def _head(data: Path, ledger: Ledger) -> HealthCheck:
    """Look whether the ledger is the one that was written."""
    try:
        head = await examine(data, ledger)
    except Halted as error:
        return HealthCheck(what="ledger head", is_well=False, detail=error.message)
    if head is None:
        detail = "no head file in this directory: intake keeps it in its own"
    else:
        detail = f"the ledger is as it was written, up to event {head.sequence:,} at least"
    return HealthCheck(what="ledger head", is_well=True, detail=detail)


async def _attachments(settings: Settings, ledger: Ledger) -> HealthCheck:
    """Look whether every file that a note names is there and whole."""
    if settings.nats_url and not settings.papers.exists():
        detail = f"{settings.papers} is not on this machine: ask where intake keeps them"
        return HealthCheck(what="attachments", is_well=True, is_warning=True, detail=detail)
    named, faults = await attachments.amiss(settings, ledger)
    detail = attachments.in_words(named, faults, settings)
    return HealthCheck(what="attachments", is_well=not faults, detail=detail)


async def _ends(settings: Settings, ledger: Ledger) -> HealthCheck:
    """Look whether views are further than the ledger, or were and nobody has confirmed it."""
    positions = await asyncio.to_thread(ahead.positions, settings.views)
    end = (await ledger.status()).last_sequence
    try:
        fault = EndsFile(settings.data).read().with_found(positions, end, datetime.now(UTC)).fault
    except Halted as error:
        fault = error.message
    detail = fault or f"the ledger ends at {end:,}, and no view is further"
    return HealthCheck(what="views and ledger", is_well=fault is None, detail=detail)


async def writing_checks(caller: Caller) -> AsyncIterator[HealthCheck]:
    """Ask intake whether it carries out commands, and how its clock stands.

    Arguments:
        caller: asks it.
    """
    try:
        state = await caller.query(Writing())
    except AnswerableError as error:
        yield HealthCheck(what="intake", is_well=False, detail=error.message)
        return
    yield HealthCheck(
        what="intake", is_well=state.fault is None, detail=state.fault or "carries out commands"
    )
    if state.clock is not None:
        fault = state.clock.fault
        yield HealthCheck(what="clock", is_well=fault is None, detail=fault or _clock(state.clock))


def _clock(clock: ClockState) -> str:
    """Tell how a clock that is trusted stands."""
    ahead = clock.ahead_of_server_s
    if ahead is None:
        compared = "one of its own, not compared with the server's"
    else:
        compared = f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} the server's"
    late = f", {clock.behind_last_s:.1f} s behind the last event" if clock.behind_last_s else ""
    return f"{compared}{late}; {clock.tolerance_s:g} s are allowed"


async def calendar_check(caller: Caller) -> HealthCheck:
    """Ask whether callbacks are owed in years whose holidays are not known.

    Arguments:
        caller: asks the callbacks service.
    """
    try:
        unannounced = (await caller.query(Due())).unannounced
    except AnswerableError as error:
        return HealthCheck(what="calendar", is_well=False, detail=error.message)
    if not unannounced:
        return HealthCheck(
            what="calendar", is_well=True, detail="the holidays of all callbacks owed now are known"
        )
    years = ", ".join(not_known(one.country, one.year, has_begun=one.has_begun) for one in unannounced)
    detail = f"{years}: due days in it follow weekends only and may still move"
    return HealthCheck(what="calendar", is_well=True, is_warning=True, detail=detail)


async def _accounts(caller: Caller) -> HealthCheck:
    """Ask whether people can sign in."""
    try:
        state = await caller.query(accounts.State())
    except AnswerableError as error:
        return HealthCheck(what="accounts", is_well=False, detail=error.message)
    detail = f"{state.accounts:,} accounts, {state.people:,} people on the register"
    if state.accounts or state.is_sample:
        return HealthCheck(what="accounts", is_well=True, detail=detail)
    nobody = "nobody can sign in: there is no account at all; answerable account set-up makes the first link"
    return HealthCheck(what="accounts", is_well=True, is_warning=True, detail=f"{nobody} ({detail})")


async def _running(settings: Settings) -> AsyncIterator[HealthCheck]:
    """Look at the running parts, one by one."""
    try:
        known = installation.read(settings.data)
    except AnswerableError as error:
        yield HealthCheck(what="installation", is_well=False, detail=error.message)
        return
    if known is None and not settings.nats_url:
        yield HealthCheck(
            what="installation", is_well=True, detail="none here yet; start one with answerable up"
        )
        return
    try:
        async with connected(settings, timeout_s=3) as here:
            status = await here.ledger.verify(may_lack=True)
            lacking = f"{status.lacking:,} missing" if status.lacking else "none missing"
            detail = f"{status.messages:,} events, {lacking}"
            yield HealthCheck(what="ledger", is_well=not status.lacking, detail=detail)
            yield await _head(settings.data, here.ledger)
            yield await _attachments(settings, here.ledger)
            async for finding in writing_checks(here.caller):
                yield finding
            yield await calendar_check(here.caller)
            yield await _ends(settings, here.ledger)
            yield await _accounts(here.caller)
            for query in readiness.VIEWS:
                try:
                    answer = await here.caller.query(query())
                except AnswerableError as error:
                    yield HealthCheck(what=query.service, is_well=False, detail=error.message)
                    continue
                for view in answer.views:
                    detail = view.trouble or f"position {view.position:,}, lag {view.lag:,}"
                    if view.set_aside is not None:
                        detail += f"; a damaged one was set aside, see {view.set_aside.kept}"
                    yield HealthCheck(what=f"view {view.name}", is_well=view.trouble is None, detail=detail)
            for view in await stored_statuses(settings.views, here.ledger, but=OURS):
                kept_by = f", kept by the service {view.service}" if view.service else ""
                detail = view.trouble or f"position {view.position:,}, lag {view.lag:,}{kept_by}"
                yield HealthCheck(what=f"view {view.name}", is_well=view.trouble is None, detail=detail)
    except AnswerableError as error:
        yield HealthCheck(what="ledger", is_well=False, detail=error.message)
