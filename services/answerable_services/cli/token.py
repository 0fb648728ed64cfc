"""``answerable token``: what lets another system in, such as a telephone exchange or a web form."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from answerable import loop
from answerable.errors import AnswerableError
from answerable.events.subjects import filter_of, parse
from answerable.identity import MachineToken, MachineTokens
from answerable.ledger.server.machine import write_private
from answerable.messaging.named import missing_site
from answerable.service import keys_of
from answerable.settings import Settings
from answerable.streams.site.commands import Open
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import Json, command, print_document, results, say, told

app = typer.Typer(no_args_is_help=True, help="Tokens that let other systems in.")


def _tokens(data: Data) -> MachineTokens:
    settings = settings_of(data)
    keys_of(settings)
    return MachineTokens(settings.keys)


async def _sites(settings: Settings) -> list[str]:
    """Name the sites that there are, by the ledger."""
    async with connected(settings) as here:
        subjects = await here.ledger.subjects(filter_of(stream="site"))
    return sorted({parse(subject).site for subject in subjects})


def _check_sites(settings: Settings, scope: list[str], sites: list[str]) -> None:
    """Refuse a site that was never opened; one that the token itself is to open is none yet.

    Tokens are made beside a centre that does not run, too. There nobody can tell, and that is said.

    Raises:
        NotFound: there is no such site.
    """
    if any(fnmatchcase(Open.command_name, pattern) for pattern in scope):
        return
    try:
        known = loop.run(_sites(settings))
    except AnswerableError as error:
        say(f"not looked up whether there is a site {', '.join(sites)}: {error.message}")
        return
    for site in sites:
        if site not in known:
            raise missing_site(site, known)


@app.command()
@command
def create(
    name: Annotated[str, typer.Argument(help="The machine's; the ledger calls it machine-NAME.")],
    scope: Annotated[
        list[str], typer.Option(help="A command or query that it is for, such as case.open or contact.*")
    ],
    site: Annotated[list[str] | None, typer.Option(help="A site that it is for; all where left out.")] = None,
    days: Annotated[int, typer.Option(help="How long it holds.")] = 90,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write it here instead, as a header, for its owner only."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make a token; it is printed once and kept nowhere.

    Example: answerable token create exchange --scope 'contact.*' --site xm01 -o exchange.header
    """
    tokens = _tokens(data)
    if site:
        _check_sites(settings_of(data), scope, site)
    made, token = tokens.create(name, tuple(scope), tuple(site) if site else None, days)
    if output is not None:
        write_private(output, f"Authorization: Bearer {token}\n".encode())
    if as_json:
        kept = made.model_dump(mode="json")
        print_document({**kept, "file": str(output)} if output else {**kept, "token": token})
        return
    if output is not None:
        results.print(f"✓ {output}: {made.id} of {made.principal}, until {made.until:%Y-%m-%d}", markup=False)
        return
    results.print(token, markup=False, highlight=False, soft_wrap=True)


@app.command("list")
@command
def list_(data: Data = None, as_json: Json = False) -> None:
    """List what is kept of the tokens: never the tokens themselves.

    Example: answerable token list
    """
    kept = _tokens(data).all()
    if as_json:
        print_document({"tokens": [each.model_dump(mode="json") for each in kept]})
        return
    if not kept:
        results.print("no other system is let in; `answerable token create` makes a token", markup=False)
        return
    table = Table("token", "machine", "for", "sites", "until", "revoked")
    for each in kept:
        table.add_row(*_row(each))
    results.print(table)


def _row(token: MachineToken) -> tuple[str, ...]:
    return (
        token.id,
        token.principal,
        " ".join(token.scope),
        "all" if token.sites is None else " ".join(token.sites),
        f"{token.until:%Y-%m-%d}",
        "" if token.revoked_at is None else f"{token.revoked_at:%Y-%m-%d %H:%M}",
    )


@app.command()
@command
def revoke(
    token: Annotated[str, typer.Argument(help="Its id, as `answerable token list` shows it.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Let a token hold no more, within a second.

    Example: answerable token revoke token-0123456789abcdef
    """
    revoked = _tokens(data).revoke(token)
    told(revoked, f"✓ {revoked.id} of {revoked.principal} holds no more", as_json=as_json)
