"""What a paper is, in which format it comes, and what its file may be called.

An attachment lies outside the ledger; its event has its digest, and what stands here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from answerable.events.base import COMPOSED, FREE_TEXT
from answerable.spelling import composed

MOST_ATTACHMENTS = 10
"""Papers of one note."""

LONGEST_NAME = 80
"""Characters of a file's name: in Chinese they take 240 bytes, and file systems have 255 for a name."""

_LONGEST_ENDING = 8


class Paper(StrEnum):
    """What an attachment is: the papers that the regulations ask for."""

    CONTACT_FORM = "contact_form"
    """A liaison note (工作联络单),
    handed in afterwards where the problem was solved first (000-4.2.6, 000-4.9)."""
    FAULT_ANALYSIS = "fault_analysis"
    """A fault analysis (故障分析报告), sent to the customer and the business department (000-4.7c)."""
    SERVICE_ORDER = "service_order"
    """A work order for installation or repair (安装任务派工单, 维修服务单),
    approved by the manager (000-5.4.1 to 000-5.4.3)."""
    SURVEY = "survey"
    """A customer survey (客户意见调查表), by phone, letter, fax, e-mail or on site (000-4.10.1.2)."""
    CUSTOMERS_LETTER = "customers_letter"
    """What the customer has written: letters are answered like calls (000-5.5.3)."""
    HANDOVER_SHEET = "handover_sheet"
    """A handover checklist (交接班检查记录), where it was signed on paper (002-r4-2.3)."""
    INCIDENT_REPORT = "incident_report"
    """A written report of a major event (重大事件书面报告),
    due the next day (002-r15-1.6b), and reports of lost keys (002-r3-B7)."""
    WRITTEN_REQUEST = "written_request"
    """A written request (书面申请) with seal or signature, and who agreed to it (002-r3-A4)."""
    RECORDING = "recording"
    """What was said: of a call that a complaint or an assessment is about (003-F7, 001-3.4)."""
    OTHER = "other"
    """Any other paper; the note says which."""


class FileFormat(StrEnum):
    """The formats that are taken; each is told by what a file holds, and never by what it is called."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    TEXT = "text"
    MP3 = "mp3"
    WAV = "wav"
    M4A = "m4a"
    AMR = "amr"

    @property
    def media_type(self) -> str:
        """The media type that a file of the format is given out as."""
        return _AS_FILES[self].media_type

    @property
    def endings(self) -> tuple[str, ...]:
        """What names of such files end in; the usual one first."""
        return _AS_FILES[self].endings


class _AsFile(NamedTuple):
    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"

_AS_FILES: Final[Mapping[FileFormat, _AsFile]] = {
    FileFormat.PDF: _AsFile("application/pdf", (".pdf",)),
    FileFormat.PNG: _AsFile("image/png", (".png",)),
    FileFormat.JPEG: _AsFile("image/jpeg", (".jpg", ".jpeg")),
    FileFormat.WEBP: _AsFile("image/webp", (".webp",)),
    FileFormat.DOCX: _AsFile(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    FileFormat.XLSX: _AsFile(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    FileFormat.ODT: _AsFile("application/vnd.oasis.opendocument.text", (".odt",)),
    FileFormat.TEXT: _AsFile("text/plain", (".txt", ".csv")),
    FileFormat.MP3: _AsFile("audio/mpeg", (".mp3",)),
    FileFormat.WAV: _AsFile("audio/wav", (".wav",)),
    FileFormat.M4A: _AsFile("audio/mp4", (".m4a",)),
    FileFormat.AMR: _AsFile("audio/amr", (".amr",)),
}

_PROGRAMS: Final = frozenset(
    {
        "app",
        "bat",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "jar",
        "lnk",
        "msc",
        "msi",
        "pif",
        "ps1",
        "py",
        "reg",
        "scr",
        "sh",
        "url",
        "wasm",
    }
)
_PAGES: Final = frozenset(
    {"chm", "hta", "htm", "html", "mht", "mhtml", "shtml", "svg", "svgz", "xht", "xhtml", "xml", "xsl"}
)
_SCRIPTS: Final = frozenset({"js", "jse", "mjs", "vbe", "vbs", "wsf"})
_MACROS: Final = frozenset({"docm", "dotm", "potm", "ppam", "pptm", "xlam", "xlsm", "xltm"})
_ACTIVE: Final = _PROGRAMS | _PAGES | _SCRIPTS | _MACROS
"""Endings of what a computer would run, or show with what runs in it."""

_PARTS: Final = re.compile(r"[/\\]")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_TURNING: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")
_BLANKS: Final = re.compile(r"\s+")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)", re.IGNORECASE)
_NAMELESS: Final = "paper"


def cleaned(name: str) -> str:
    """Give a file's name as it can be kept on any computer; what is left is the name and no path.

    Arguments:
        name: as a sender has it.

    Raises:
        ValueError: it ends as what a computer would run.
    """
    last = _TURNING.sub("", composed(_PARTS.split(name)[-1]))
    seen = "".join(one for one in last if unicodedata.category(one)[0] != "C" or one in "\t\n")
    text = _FORBIDDEN.sub("_", _BLANKS.sub(" ", seen)).strip(" .-~")
    ending = text.rpartition(".")[2].lower() if "." in text else ""
    if ending in _ACTIVE:
        message = f"files that end in .{ending} are not taken: they can hold what a computer would run"
        raise ValueError(message)
    if _RESERVED.match(text):
        text = f"_{text}"
    return _shortened(text) or _NAMELESS


def fitted(name: str, of: FileFormat) -> str:
    """Give a name an ending of the format that its file has, where it has none of them.

    Arguments:
        name: as `cleaned` gives it.
        of: what the file holds.
    """
    return name if name.lower().endswith(of.endings) else _shortened(f"{name}{of.endings[0]}")


def in_words(name: str) -> str:
    """Give the words of a file's name apart, without its ending: so a number in it stands alone.

    Arguments:
        name: as `cleaned` gives it.
    """
    return _BETWEEN_WORDS.sub(" ", name.rpartition(".")[0] or name)


def _shortened(name: str) -> str:
    """Cut a name that is too long, and leave it its ending."""
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return name[:LONGEST_NAME].rstrip(" .")
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip(' .')}.{ending}"


def _cleaned_if_text(value: object) -> object:
    return cleaned(value) if isinstance(value, str) else value


Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""The SHA-256 of a file's bytes, in hexadecimal."""

_Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), FREE_TEXT, COMPOSED]


class Attachment(BaseModel):
    """A file that belongs to a note; it lies outside the ledger.

    Arguments:
        digest: the SHA-256 of its bytes, by which it is kept and found.
        size: how many bytes it has.
        format: what it holds.
        name: what it is called where somebody takes it away.
        paper: which paper it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Digest
    size: Annotated[int, Field(ge=1)]
    format: FileFormat
    name: _Name
    paper: Paper


class AttachmentGiven(Attachment):
    """A file that belongs to a note, as whoever writes the note names it: it was sent before.

    Arguments:
        name: what it is called; it is cleaned, and its ending becomes one of the format.
    """

    name: Annotated[_Name, BeforeValidator(_cleaned_if_text)]
