"""What a form with files sent: its inputs, and of each file what intake says of it once it has taken it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from answerable.attachments import Kept
from answerable.errors import AnswerableError, Malformed, TooLarge
from answerable.streams.note.papers import MOST_ATTACHMENTS, cleaned, fitted
from answerable.wording import Sentence, say
from answerable_services.console.forgery import check_token
from answerable_services.console.multipart import KIND, FormReader, Part, boundary_of

if TYPE_CHECKING:
    from fastapi import Request
    from pydantic import SecretStr

    from answerable_services.console.attaching import Files
    from answerable_services.console.sessions import Person

FILES = "files"
"""The input that files are chosen in."""

ROWS = "attachments"
"""The field of which each file becomes a row."""

REFUSED = "attachment-refused"
"""The rule of a file that intake does not take; what is wrong is said by the sentence beside it."""


def has_files(request: Request) -> bool:
    """Tell whether a form was sent in the way that forms with files are."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == KIND


async def read_with_files(request: Request, files: Files, most_bytes: int, secret: SecretStr | None) -> None:
    """Read a form; its files are sent on to intake as they come, as whoever is signed in.

    Nothing of a file is read before the form's token, which stands before all files, was looked at.

    Arguments:
        request: what was sent; its state gets ``sent``, and ``refused_files`` with why a file was not taken.
        files: takes them.
        most_bytes: of all inputs that are no files.
        secret: of the cookie that the form's token is bound to.

    Raises:
        Forbidden: it was made for another session, or by somebody else's page.
        TooLarge: what was typed is larger than what is read.
        Malformed: it is not what a browser sends.
    """
    person: Person = request.state.person
    sent: dict[str, list[str]] = {}
    refused: list[Sentence] = []
    left = most_bytes
    reader = FormReader(aiter(request.stream()), boundary_of(request.headers.get("content-type", "")))
    async for part in reader.parts():
        if part.filename is None:
            text = await part.text(left)
            left -= len(text.encode())
            sent.setdefault(part.name, []).append(text)
        elif part.filename:
            check_token(sent, secret)
            await _take(part, files, person, sent, refused)
    check_token(sent, secret)
    request.state.sent, request.state.refused_files = sent, tuple(refused)


async def _take(
    part: Part, files: Files, person: Person, sent: dict[str, list[str]], refused: list[Sentence]
) -> None:
    """Send a file on, and add the row that names it; a file that is not taken is passed over, and told."""
    name = part.filename or ""
    row = _next_row(sent)
    try:
        if part.name != FILES or row >= MOST_ATTACHMENTS:
            raise TooLarge(say("error.too_many_files", most=MOST_ATTACHMENTS))
        kept = await files.send(person.proof, part.chunks())
        sent |= _row(row, kept, cleaned(name))
    except Malformed:
        raise  # the form itself breaks off
    except ValueError:
        refused.append(say("error.file_refused", name=_short(name), why=say("error.format_runs")))
    except AnswerableError as error:
        refused.append(_refusal(name, error))


def _refusal(name: str, error: AnswerableError) -> Sentence:
    why = error.sentence if isinstance(error.sentence, Sentence) else say(error.key)
    return say("error.file_refused", name=_short(name), why=why)


def _short(name: str) -> str:
    return name[-60:]


def _next_row(sent: Mapping[str, Sequence[str]]) -> int:
    rows = [
        int(name.split(".")[1])
        for name in sent
        if name.startswith(f"{ROWS}.") and name.split(".")[1].isdecimal()
    ]
    return max(rows, default=-1) + 1


def _row(row: int, kept: Kept, name: str) -> dict[str, list[str]]:
    said = {
        "digest": kept.digest,
        "size": str(kept.size),
        "format": kept.format.value,
        "name": fitted(name, kept.format),
    }
    return {f"{ROWS}.{row}.{one}": [value] for one, value in said.items()}
