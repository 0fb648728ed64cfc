"""``answerable consumer``: a project of one's own that reads the ledger, to begin from."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from answerable import loop
from answerable.errors import Busy, Invalid, Refused
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import Json, command, print_document, results, told

app = typer.Typer(no_args_is_help=True, help="Consumers of your own.")

SAMPLE = "daybook"
"""The name that the project to copy has; every place where it stands gets the new name."""

TEST_PACKAGES = ("pytest", "pytest_asyncio")
"""What the new project's tests need, and an environment that only runs a centre does not have."""

_TOOLS = frozenset({"hatchling", "mypy", "ruff", *TEST_PACKAGES})
"""What the new project is checked and built with."""

_NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")
_LEFT_BEHIND = frozenset({"__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"})


@app.command("new")
@command
def new(
    name: Annotated[str, typer.Argument(help="Its name: small letters, digits and _, for example fcr.")],
    path: Annotated[
        Path | None, typer.Option(help="The directory to make.", show_default="one of that name, here")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a service of your own: projection, query, tests, image, systemd unit.

    It runs as it is, and counts cases by site and day. Example: answerable consumer new firstcontact
    """
    try:
        directory = write(name, path or Path(name))
    except Invalid as error:
        raise typer.BadParameter(error.message, param_hint="NAME") from None
    written = sorted(
        file.relative_to(directory).as_posix() for file in directory.rglob("*") if file.is_file()
    )
    if as_json:
        print_document({"name": name, "directory": str(directory), "files": written})
        return
    results.print(f"✓ {len(written)} files in {directory}", markup=False)
    results.print(
        f"  cd {directory} && python -m pytest && answerable consumer admit {name} && python -m {name}",
        markup=False,
    )
    if missing := [package for package in TEST_PACKAGES if importlib.util.find_spec(package) is None]:
        names = " ".join(missing).replace("_", "-")
        results.print(f"  its tests need more than is here: python -m pip install {names}", markup=False)


@app.command("admit")
@command
def admit(
    name: Annotated[str, typer.Argument(help="Its name, which becomes the user's.")],
    reads: Annotated[
        str | None,
        typer.Option(
            help="For a program with a durable consumer instead of a service: what it may read, such as "
            "ledger.*.case.* or ledger.xm01.*.*"
        ),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Let a program of your own in, as a user of its own, on the server of `answerable up`.

    It may read, and answer what is asked under its name. Example: answerable consumer admit fcr
    """
    from answerable.ledger import programs
    from answerable.service import keys_of

    settings = settings_of(data)
    if settings.nats_url:
        raise Refused(
            "ANSWERABLE_NATS_URL names a server of your own: its users are in its accounts.conf, which "
            "deploy/nats/make_accounts.py writes"
        )
    try:
        is_running = loop.run(programs.admit(settings.data, name, reads))
    except Invalid as error:
        raise typer.BadParameter(error.message, param_hint="NAME") from None
    keys_of(settings, name)
    when = "" if is_running else ", as soon as the server runs"
    what = "reads all and answers" if reads is None else f"reads {reads}"
    document = {"name": name, "reads": reads, "is_running": is_running}
    told(document, f"✓ {name} {what}{when}", as_json=as_json)


@app.command("key")
@command
def key(
    name: Annotated[str, typer.Argument(help="Its name, as the server's user has it.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Make the key by which a service of your own proves that it asks, on a server of your own.

    One that is there stays. Example: answerable consumer key fcr
    """
    from answerable.identity import Keys

    if not _NAME.fullmatch(name):
        message = f"{name!r} cannot be the name of a service: 2 to 30 small letters, digits and _"
        raise typer.BadParameter(message, param_hint="NAME")
    directory = settings_of(data).keys
    Keys(directory).make([name])
    line = f"✓ {directory / name}.pem; {directory / 'trusted.json'} knows it"
    told({"name": name, "directory": str(directory)}, line, as_json=as_json)


def write(name: str, directory: Path) -> Path:
    """Copy the sample project under another name, and give the directory.

    Raises:
        Invalid: the name cannot be that of a package, of a service and of a view at once.
        Busy: the directory exists.
    """
    _must_be_usable(name)
    if directory.exists():
        raise Busy(f"{directory} exists already; nothing is overwritten: choose another --path")
    for source, content in _files(files("answerable_services.cli").joinpath("scaffold"), PurePosixPath()):
        target = directory / str(source).replace(SAMPLE, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content.replace(SAMPLE, name), encoding="utf-8")
    return directory


def _must_be_usable(name: str) -> None:
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise Invalid(
            f"{name!r} cannot be the name of a Python package and of a service: it takes 2 to 30 small "
            "letters, digits and _, beginning with a letter, and is no word of Python's own"
        )
    if what := _taken().get(name):
        raise Invalid(f"{name!r} is the name of {what} already; choose another")


def _taken() -> dict[str, str]:
    """Give the names that the new package would hide, or that its view would stand in the place of."""
    from answerable.ledger.server.accounts import User
    from answerable_services.cli.projections import projections
    from answerable_services.cli.services import SERVICES

    return {
        **dict.fromkeys(packages_distributions(), "an installed package"),
        **dict.fromkeys(_TOOLS, "a package that its checks need"),
        **dict.fromkeys(sys.stdlib_module_names, "a module of Python's own"),
        **dict.fromkeys(("tests", "deploy"), "a directory of the new project"),
        **dict.fromkeys(projections(), "a view"),
        **dict.fromkeys(User, "a user of the server's"),
        **dict.fromkeys(SERVICES, "a service"),
        **dict.fromkeys(("answerable", "answerable_services"), "a package of Answerable"),
    }


def _files(folder: Traversable, below: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    """Give the sample's files with their text; what running it left behind is none of it."""
    for entry in folder.iterdir():
        if entry.name in _LEFT_BEHIND:
            continue
        if entry.is_dir():
            yield from _files(entry, below / entry.name)
        else:
            yield below / entry.name, entry.read_text(encoding="utf-8")
