"""``answerable account``: who signs in, and what people are called."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.table import Table

from answerable import loop
from answerable.calendar.zones import zone_of
from answerable.errors import Forbidden, NotFound, Unavailable
from answerable.identity import Credential, Owner, Principal
from answerable.messaging.client import Caller
from answerable.queries import accounts as q
from answerable.service import keys_of
from answerable.settings import Settings
from answerable.streams.site.commands import Open
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from answerable_services.cli.connecting import Connected, connected
from answerable_services.cli.options import Data, Site, settings_of
from answerable_services.cli.voice import Json, command, print_document, results, told

app = typer.Typer(no_args_is_help=True, help="Who signs in: invitations, resets, and what people are called.")

Person = Annotated[
    str, typer.Argument(help="The id of a member of staff, such as staff-lin.", metavar="STAFF-ID")
]
Pages = Annotated[
    str | None,
    typer.Option(
        help="Where people reach the pages, such as https://centre.example.", show_default="this machine"
    ),
]

A = TypeVar("A")

_WITHIN_S = 20.0
_EVERY_S = 0.05


def _asked(data: Data, ask: Callable[[Connected], Awaitable[A]]) -> A:
    async def asking() -> A:
        async with connected(settings_of(data)) as here:
            return await ask(here)

    return loop.run(asking())


def _show(made: q.MadeLink, settings: Settings, pages: str | None, *, as_json: bool) -> None:
    """Print a link, once: whoever has it sets the password."""
    address = pages or settings.pages
    link = f"{address.rstrip('/')}/join?link={made.link.get_secret_value()}"
    if as_json:
        print_document(
            {
                "person": made.person,
                "purpose": made.purpose,
                "link": link,
                "expires_at": made.expires_at.isoformat(),
            }
        )
        return
    results.print(link, markup=False, highlight=False, soft_wrap=True)
    results.print(f"for {made.person} alone, once, until {made.expires_at:%Y-%m-%d %H:%M} UTC", markup=False)


@app.command("set-up")
@command
def set_up(  # noqa: PLR0917  (typer gives what is said by its name)
    person: Person,
    site: Site = None,
    open_as: Annotated[
        tuple[str, str] | None,
        typer.Option("--open", help="Open the site first, under these two names, Chinese and English."),
    ] = None,
    timezone: Annotated[str, typer.Option(help="The site's clock, where it is opened.")] = "Asia/Shanghai",
    role: Annotated[
        Role,
        typer.Option(
            help="What they are employed as, where nobody has hired them. Only a general manager opens "
            "further sites and appoints somebody whose role reaches all of them."
        ),
    ] = Role.GENERAL_MANAGER,
    team: Annotated[str, typer.Option(help="Their group, where nobody has hired them.")] = "management",
    pages: Pages = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make the first manager's link, where nobody has an account; hire them first where nobody has.

    Example: answerable account set-up staff-lin --site xm01 --open 'Xiamen' 'Xiamen'
    """
    settings = settings_of(data)

    async def ask(here: Connected) -> q.MadeLink:
        keys = keys_of(settings)
        proof = Credential(Principal(id="system-setup"), lambda: keys.of(Owner.CLI))
        as_setup = Caller(here.ledger.client, proof, timeout_s=30.0)
        if open_as is not None:
            zh, en = open_as
            await as_setup.command(
                Open(site=_needed(site), name_zh=zh, name_en=en, timezone=timezone),
                key=f"set-up:{site}:open",
            )
        if not await _is_employed(here.caller, person):
            today = datetime.now(UTC).astimezone(zone_of(timezone)).date()
            await as_setup.command(
                Hire(site=_needed(site), staff=person, role=role, team=team, hired_on=today),
                key=f"set-up:{person}:hire",
            )
        return await _once_employed(here.caller, person)

    _show(_asked(data, ask), settings, pages, as_json=as_json)


def _needed(site: str | None) -> str:
    """Give the site, where one has to be named.

    Raises:
        BadParameter: none is.
    """
    if site is None:
        raise typer.BadParameter("name the site with --site")
    return site


async def _is_employed(caller: Caller, person: str) -> bool:
    try:
        found = await caller.query(q.AccountsOf(person=person))
    except NotFound:
        return False
    return any(row.is_employed for row in found.accounts)


async def _once_employed(caller: Caller, person: str) -> q.MadeLink:
    """Make the link as soon as the service has read that the person is employed.

    Raises:
        Unavailable: it has not read so in time.
    """
    deadline = time.monotonic() + _WITHIN_S
    while True:
        try:
            return await caller.query(q.SetUp(person=person))
        except Forbidden as error:
            if time.monotonic() > deadline:
                message = f"the accounts service has not read within {_WITHIN_S:g} s that {person} was hired"
                raise Unavailable(message) from error
        await asyncio.sleep(_EVERY_S)


@app.command()
@command
def invite(person: Person, pages: Pages = None, data: Data = None, as_json: Json = False) -> None:
    """Make a link by which somebody gets an account; it is printed once and kept nowhere.

    Example: answerable account invite staff-chen
    """
    made = _asked(data, lambda here: here.caller.query(q.Invite(person=person)))
    _show(made, settings_of(data), pages, as_json=as_json)


@app.command()
@command
def reset(
    person: Person,
    drop_second_factor: Annotated[
        bool, typer.Option("--drop-second-factor", help="Their phone is lost, and the recovery codes too.")
    ] = False,
    pages: Pages = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a link by which somebody sets another password.

    Example: answerable account reset staff-chen
    """
    query = q.Reset(person=person, drops_second_factor=drop_second_factor)
    made = _asked(data, lambda here: here.caller.query(query))
    _show(made, settings_of(data), pages, as_json=as_json)


@app.command()
@command
def close(person: Person, data: Data = None, as_json: Json = False) -> None:
    """End somebody's account, with their sessions, links and saved views.

    Example: answerable account close staff-chen
    """
    _asked(data, lambda here: here.caller.query(q.CloseAccount(person=person)))
    told({"person": person, "closed": True}, f"✓ {person} cannot sign in any more", as_json=as_json)


@app.command("reset-provider")
@command
def reset_provider(person: Person, data: Data = None, as_json: Json = False) -> None:
    """Let whoever next comes from the identity provider with somebody's id be them; their sessions end.

    Example: answerable account reset-provider staff-chen
    """
    _asked(data, lambda here: here.caller.query(q.UnbindProvider(person=person)))
    line = f"✓ whoever the identity provider next calls {person} is {person}"
    told({"person": person, "reset": True}, line, as_json=as_json)


@app.command("list")
@command
def list_(site: Site = None, data: Data = None, as_json: Json = False) -> None:
    """List who has an account, and who has not.

    Example: answerable account list --site xm01
    """
    found = _asked(data, lambda here: here.caller.query(q.AccountsOf(site=site)))
    if as_json:
        print_document(found)
        return
    if not found.accounts:
        results.print("nobody is on the register; `answerable account set-up` begins", markup=False)
        return
    table = Table("person", "name", "site", "employed", "account", "second factor", "link until", "sessions")
    for row in found.accounts:
        table.add_row(
            row.person,
            row.name or "",
            row.site or "",
            "yes" if row.is_employed else "no",
            "yes" if row.has_account else "no",
            "yes" if row.second_factor else "no",
            "" if row.invited_until is None else f"{row.invited_until:%Y-%m-%d %H:%M}",
            str(row.sessions or ""),
        )
    results.print(table)


@app.command()
@command
def name(
    person: Person,
    called: Annotated[str | None, typer.Argument(help="What they are called.", metavar="NAME")] = None,
    sort_key: Annotated[
        str | None, typer.Option(help="What lists sort by, such as the name in pinyin.")
    ] = None,
    forget: Annotated[bool, typer.Option("--forget", help="Forget it: they are shown by their id.")] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Say what somebody is called, or forget it.

    Example: answerable account name staff-chen 'Chen Xiaolan' --sort-key 'chen xiaolan'
    """
    if forget == (called is not None):
        raise typer.BadParameter("give a name, or --forget")
    if called is None:
        _asked(data, lambda here: here.caller.query(q.ForgetName(person=person)))
        said = {"person": person, "name": None}
    else:
        query = q.SetName(person=person, name=called, sort_key=sort_key)
        kept = _asked(data, lambda here: here.caller.query(query))
        said = {"person": kept.person, "name": kept.name}
    told(said, f"✓ {person}: {said['name'] or 'has no name any more'}", as_json=as_json)
