"""``answerable schema``: the published language for other languages and tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from answerable_services.cli.voice import Json, command, print_document, results

app = typer.Typer(no_args_is_help=True, help="The schemas of events, commands and queries.")


@app.command("export")
@command
def export(
    directory: Annotated[Path, typer.Argument(help="Where to write; made where it is missing.")],
    as_json: Json = False,
) -> None:
    """Write JSON Schema for every event, OpenAPI for the commands, AsyncAPI for commands and queries.

    Example: answerable schema export schemas
    """
    # The web framework describes the commands; no other command has to wait for it.
    from answerable_services.cli.schemas import documents, write

    written = write(documents(), directory)
    if as_json:
        print_document({"directory": str(directory), "files": written})
    else:
        results.print(f"✓ {len(written)} files in {directory}", markup=False)
