"""Rulebooks read from YAML, strictly: no key twice, no bare decimal, no alias; every line known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from answerable.errors import BrokenRule, Invalid, NotFound
from answerable.rulebook.model import Rulebook
from answerable.strict_yaml import Place, read_strictly
from answerable.wording import listed, say


class LintFinding(NamedTuple):
    """Something wrong in a rulebook's file.

    Arguments:
        file: which file.
        line: which line, from 1.
        article: the article it is in, where it is in one.
        rule: the broken rule's short name.
        message: what is wrong.
    """

    file: str
    line: int
    article: str | None
    rule: str
    message: str

    def __str__(self) -> str:
        article = f" {self.article}" if self.article else ""
        return f"{self.file}:{self.line}:{article} [{self.rule}] {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """A rulebook's file, read: its data, and where each value stands.

    Arguments:
        file: the file's name, for findings.
        data: the values, not yet checked against the model.
        lines: the line of every value.
        findings: what is wrong with the YAML itself.
        digest: SHA-256 of the bytes, in hexadecimal.
    """

    file: str
    data: Any
    lines: Mapping[Place, int]
    findings: Sequence[LintFinding]
    digest: str

    def line(self, place: Place) -> int:
        """Give the line of a value, or of the nearest one around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def finding(self, place: Place, rule: str, message: str) -> LintFinding:
        """Make a finding about a value."""
        return LintFinding(self.file, self.line(place), self._article(place), rule, message)

    def _article(self, place: Place) -> str | None:
        value = self.data
        found: str | None = None
        for key in place:
            if isinstance(value, Mapping) and isinstance(key, str):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                break
            if isinstance(value, Mapping):
                named = value.get("article", value.get("id"))
                found = str(named) if named is not None and found is None else found
        return found


def read(content: bytes, file: str) -> Source:
    """Read a rulebook's YAML; what is wrong with it comes back as findings, not as an error."""
    digest = sha256(content).hexdigest()
    written = read_strictly(content)
    lines = {place: mark.line for place, mark in written.marks.items()}
    source = Source(file, written.data, lines, [], digest)
    if written.data is None:
        found = [
            LintFinding(file, fault.mark.line, None, fault.rule, fault.message) for fault in written.faults
        ]
        return Source(file, None, {}, found, digest)
    findings = [source.finding(fault.place, fault.rule, fault.message) for fault in written.faults]
    if "digest" in written.data:
        findings.append(source.finding(("digest",), "digest", "a file cannot state its own digest"))
    return Source(file, written.data, lines, findings, digest)


def parse(source: Source) -> tuple[Rulebook | None, list[LintFinding]]:
    """Check what was read against the model; a rulebook comes back only where nothing is wrong."""
    findings = list(source.findings)
    if source.data is None:
        return None, findings
    try:
        book = Rulebook.model_validate({**source.data, "digest": source.digest})
    except ValidationError as error:
        known = {finding.line for finding in findings}
        for broken in error.errors(include_url=False):
            found = source.finding(
                broken["loc"], str(broken["type"]), f"{_dotted(broken['loc'])}: {broken['msg']}"
            )
            if found.line not in known:
                findings.append(found)
        return None, findings
    return (None, findings) if findings else (book, findings)


def _dotted(place: Place) -> str:
    return ".".join(map(str, place))


def _sound(content: bytes, file: str) -> Rulebook:
    book, findings = parse(read(content, file))
    if book is None:
        broken_rules = tuple(BrokenRule(pointer=f"/{f.line}", rule=f.rule, message=str(f)) for f in findings)
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        raise Invalid(f"the rulebook cannot be used: {findings[0]}{more}", broken_rules=broken_rules)
    return book


def load(path: Path) -> Rulebook:
    """Load a rulebook from a file.

    Raises:
        NotFound: there is no such file, or it cannot be read.
        Invalid: the YAML or the rulebook in it is wrong; each fault names its line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(f"the rulebook {path} cannot be read: {error.strerror}") from error
    return _sound(content, path.name)


@cache
def catalogue() -> tuple[Rulebook, ...]:
    """Give every rulebook that comes with the package, by id and first day in force.

    Raises:
        Invalid: a packaged file is wrong.
    """
    folder = files("answerable").joinpath("rulebooks")
    books = [_sound(f.read_bytes(), f.name) for f in folder.iterdir() if f.name.endswith(".yaml")]
    return tuple(sorted(books, key=lambda book: (book.rulebook, book.in_force.start)))


def find(rulebook_id: str, edition: str | None = None, *, on: date | None = None) -> Rulebook:
    """Find a rulebook that comes with the package.

    Arguments:
        rulebook_id: its id, for example ``call-centre-80``.
        edition: which edition; the latest where none is given.
        on: a day on which it has to be in force, where that matters.

    Raises:
        NotFound: there is none.
    """
    found = [
        book
        for book in catalogue()
        if book.rulebook == rulebook_id
        and edition in (None, book.edition)
        and (on is None or on in book.in_force)
    ]
    if not found:
        wanted = rulebook_id if edition is None else f"{rulebook_id}@{edition}"
        known = listed(book.name for book in catalogue())
        raise NotFound(say("error.no_rulebook", wanted=wanted, known=known))
    return found[-1]


def named(name: str) -> Rulebook:
    """Find a rulebook that comes with the package by its name.

    Arguments:
        name: its id, for the latest edition, or id and edition: ``call-centre-80@2026.1``.

    Raises:
        NotFound: there is none of that name.
    """
    rulebook, _, edition = name.partition("@")
    return find(rulebook, edition or None)
