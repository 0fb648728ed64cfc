# ruff: noqa: INP001  (a script, run by its path)
"""Writes ``coverage.md`` from what the code cites: ``python docs/reference/make_coverage.py``.

A test compares the two, so run it after citing an article, or after no longer doing so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TARGET = Path(__file__).with_name("coverage.md")
LIST = Path(__file__).with_name("articles.yaml")
ROOT = Path(__file__).parents[2]

_CITED = re.compile(r"(?<![0-9A-Za-z-])00[0-4]-[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_SOURCES = ("shared/answerable", "services/answerable_services")
_ELSE = {
    "off_domain": "text only: it belongs to another trade",
    "norm": "text only: a norm of conduct, which people judge",
    "frame": "text only: it says where the regulations apply, or what their words mean",
    "rulebook": "waits for its rulebook",
    "register": "waits for its register, or a part of it",
    "report": "waits for its report",
    "obligation": "waits to be declared as an obligation",
}
_HEAD = """\
# Coverage

Made by `make_coverage.py` from what the code cites. Each article of the regulations is served where the code
names it: in the stream whose matters it is about, in the rulebook that scores it or says when it is due, in
the table of who may do what, or in a service. Of the others it is said why not, or what they wait for.

"""


@cache
def articles() -> dict[str, dict[str, str]]:
    """Read every article, with what it says in short and what becomes of it where nothing cites it."""
    read: dict[str, Any] = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return dict(read["articles"])


def _place(path: Path) -> str:
    """Name where a file stands in the words of the product."""
    parts = path.relative_to(ROOT).parts
    if "streams" in parts:
        return f"stream `{parts[parts.index('streams') + 1]}`"
    if "rulebooks" in parts:
        return f"rulebook `{path.stem}`"
    if path.name == "access.yaml":
        return "who may do what"
    if parts[0] == "services":
        return f"service `{parts[2].removesuffix('.py')}`"
    return f"`{parts[2].removesuffix('.py')}`"


@cache
def citations() -> Mapping[str, frozenset[str]]:
    """Find what the code cites, and where."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for source in _SOURCES:
        for path in sorted((ROOT / source).rglob("*")):
            if path.suffix in {".py", ".yaml"}:
                for cited in _CITED.findall(path.read_text(encoding="utf-8")):
                    found[cited].add(_place(path))
    return {cited: frozenset(places) for cited, places in found.items()}


def unknown() -> list[str]:
    """List what the code cites and is neither an article nor a section that has some."""
    known = articles()
    sections = {cited for cited in citations() if any(_is_of(one, cited) for one in known)}
    return sorted(citations().keys() - known.keys() - sections)


def _is_of(article: str, section: str) -> bool:
    """Tell whether an article stands in a section, such as 000-4.7a in 000-4.7."""
    return article.startswith(section) and article != section


def coverage() -> str:
    """Write the page."""
    cited, known = citations(), articles()
    counts = Counter("served" if article in cited else of["else"] for article, of in known.items())
    return "\n".join([_HEAD + _counted(counts), "", *_rows(known, cited), ""])


def _counted(counts: Counter[str]) -> str:
    rows = [f"| served | {counts['served']} |"]
    rows += [f"| {said} | {counts[kind]} |" for kind, said in _ELSE.items()]
    return "\n".join(["| | articles |", "|---|---|", *rows, f"| all | {counts.total()} |"])


def _rows(known: Mapping[str, dict[str, str]], cited: Mapping[str, frozenset[str]]) -> Iterator[str]:
    document = ""
    for article, of in known.items():
        if not article.startswith(document or "-"):
            document = article[:3]
            yield from ("", f"## {document}", "", "| article | in short | served by |", "|---|---|---|")
        served = ", ".join(sorted(cited.get(article, ()))) or _ELSE[of["else"]]
        yield f"| {article} | {of['says'].replace('|', '/')} | {served} |"


if __name__ == "__main__":
    TARGET.write_text(coverage(), encoding="utf-8")
