"""``answerable key``: the keys that prove who asks; renewed without a gap, and forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from answerable.errors import NotFound, Refused
from answerable.identity import Keys, MachineTokens, Owner
from answerable.identity.tokens import LIFETIME_S
from answerable.service import keys_of
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import Json, command, print_document, results, told

app = typer.Typer(no_args_is_help=True, help="The keys that prove who asks.")

Part = Annotated[str, typer.Argument(help="The part of the system whose key it is, such as accounts.")]


def _keys(data: Data) -> Keys:
    return keys_of(settings_of(data))


def _known(keys: Keys, owner: str) -> None:
    """See that a part has a key.

    Raises:
        NotFound: it has none.
    """
    owners = sorted({key.owner for key in keys.trusted().values()})
    if owner not in owners:
        message = f"there is no key of {owner!r}; the parts that have one are {', '.join(owners)}"
        raise NotFound(message)


@app.command("list")
@command
def list_(data: Data = None, as_json: Json = False) -> None:
    """List the keys that are trusted, and which of them sign: never a private key.

    Example: answerable key list
    """
    keys = _keys(data)
    rows: list[dict[str, Any]] = []
    for name, key in sorted(keys.trusted().items(), key=lambda one: (one[1].owner, one[0])):
        try:
            is_present = keys.of(key.owner).name == name
        except NotFound:  # the private key lies on another machine
            is_present = None
        rows.append({"key": name, "owner": key.owner, "speaks_for": key.speaks_for, "signs": is_present})
    if as_json:
        print_document({"keys": rows})
        return
    table = Table("part", "key", "speaks for", "signs")
    for row in rows:
        signs = {True: "yes", False: "no more", None: "elsewhere"}[row["signs"]]
        table.add_row(row["owner"], row["key"], " ".join(row["speaks_for"]), signs)
    results.print(table)


@app.command()
@command
def renew(owner: Part, data: Data = None, as_json: Json = False) -> None:
    """Give a part a new key; proofs by the old one hold until it is forgotten.

    Example: answerable key renew accounts
    """
    keys = _keys(data)
    _known(keys, owner)
    keys.renew(owner)
    name = keys.of(owner).name
    line = (
        f"✓ {owner} signs with {name} from now on; run `answerable key forget {owner}` in "
        f"{LIFETIME_S // 60} minutes, when no proof by the old one is under way any more"
    )
    told({"owner": owner, "key": name, "forget_after_s": LIFETIME_S}, line, as_json=as_json)


@app.command()
@command
def forget(
    owner: Part,
    even_tokens: Annotated[
        bool, typer.Option("--even-tokens", help="Also where tokens of machines end with it.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Trust a part's present key only, within a second and everywhere that reads this directory.

    Example: answerable key forget accounts
    """
    keys = _keys(data)
    _known(keys, owner)
    present = keys.of(owner).name
    going = {name for name, key in keys.trusted().items() if key.owner == owner and name != present}
    now = datetime.now(UTC)
    ending = [one for one in MachineTokens(keys.directory).all() if one.signed_by in going and one.holds(now)]
    if ending and owner == Owner.ACCOUNTS and not even_tokens:
        named = ", ".join(f"{one.id} of {one.principal}" for one in ending)
        message = (
            f"tokens of machines are signed with a key that would be forgotten: {named}; make new ones with "
            "`answerable token create` first, or say --even-tokens"
        )
        raise Refused(message)
    gone = keys.forget(owner)
    document = {"owner": owner, "forgotten": gone, "tokens_ended": [one.id for one in ending]}
    line = (
        f"✓ {', '.join(gone)} of {owner} proves nothing any more"
        if gone
        else f"{owner} has no other key than the one that it signs with"
    )
    told(document, line, as_json=as_json)
