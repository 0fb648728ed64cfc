"""Chinese is set as a Chinese editor would set it, in catalogues, rulebooks and the sample."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import answerable
import answerable_services
from tests.docs.pages import PAGES, ROOT
from tests.typography import HAN, blemishes

ROOTS = [Path(next(iter(package.__path__))) for package in (answerable, answerable_services)]
CATALOGUES = sorted(path for root in ROOTS for path in root.rglob("*.yaml"))
CHINESE = sorted(ROOT.glob("*.zh-CN.md")) + sorted((ROOT / "docs").rglob("*.zh-CN.md"))
MODULES = sorted(path for root in ROOTS for path in root.rglob("*.py"))


def texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)
    elif isinstance(node, str):
        yield node


def literals(path: Path) -> Iterator[str]:
    source = io.StringIO(path.read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        is_said = token.type == tokenize.STRING and not token.string.endswith('"""')
        if is_said and re.search(f"[{HAN}]", token.string):
            yield token.string.lstrip("bfr").strip("\"'")


@pytest.mark.parametrize(
    ("text", "blemish"),
    [
        ("编号,如 staff-12", "half-width punctuation"),
        ("受理(intake)", "half-width punctuation"),
        ("{month}:应访", "half-width punctuation"),
        ("停了.", "half-width punctuation"),
        ("需要 make,Linux 或 macOS", "half-width punctuation"),
        ("「系统」页", "corner brackets"),
        ('请到"系统"页', "straight quotes"),
        ("未结 工单", "a space between characters"),
        ("编号， 主题", "a space beside full-width punctuation"),
        ("客户 客户 xm01-87", "a word said twice"),
    ],
)
def test_a_blemish_is_seen(text: str, blemish: str) -> None:
    """Each kind is found where it stands."""
    assert any(said.startswith(blemish) for said in blemishes(text))


@pytest.mark.parametrize(
    "text",
    [
        "第 {first}–{last} 条，共 {total} 条",
        "运行 answerable up --demo；状态 200",
        "({score} − {standard}) × {rate} 元 = {amount} 元",
        "10:30 到岗，得分 1,234.5",
        "Case 7, paused: no",
    ],
)
def test_what_is_set_well_is_left_alone(text: str) -> None:
    """Commands, figures and English keep their own punctuation."""
    assert list(blemishes(text)) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_a_file_of_texts_is_set_well(path: Path) -> None:
    """Every Chinese text of every YAML file that is shipped."""
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [said for text in texts(found) for said in blemishes(text)] == []


def test_texts_in_code_are_set_well() -> None:
    """The sample centre's people write as an editor would have it, too."""
    found = [
        f"{path.name}: {said}" for path in MODULES for text in literals(path) for said in blemishes(text)
    ]
    assert found == []


def paragraphs(text: str) -> Iterator[str]:
    """Give what a Markdown page says, as it is shown: a line ends in a blank, code is a word."""
    left_out = r"^```.*?^```$|<!-- bench -->.*?<!-- /bench -->|<!--.*?-->"
    text = re.sub(left_out, "\n\n", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`]*`|<https?:[^>]*>", "code", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("*", "")
    for paragraph in re.split(r"\n\s*\n|\n(?=[|#-])", text):
        yield from (cell.strip() for cell in paragraph.replace("\n", " ").split("|"))


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.name)
def test_a_page_in_chinese_is_set_well(page: Path) -> None:
    """What is read before the program is."""
    found = [said for run in paragraphs(page.read_text(encoding="utf-8")) for said in blemishes(run)]
    assert found == []


@pytest.mark.parametrize("page", PAGES)
def test_words_that_a_page_shows_are_set_well(page: str) -> None:
    """Whoever follows a guide writes what stands in it."""
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = re.findall(r"(?ms)^```yaml\n(.*?)^```$", text)
    found = [said for one in shown for line in one.splitlines() for said in blemishes(_quoted(line))]
    assert found == []


def _quoted(line: str) -> str:
    """Give the quoted texts of a line of YAML."""
    return "\n".join(re.findall(r'"([^"]*)"', line))
