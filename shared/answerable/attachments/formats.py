"""Which format a file has, told by its bytes.

Only formats of the closed set are told; everything else is refused, and so is what holds something to be run.
Of a ZIP archive only the names in its directory are read; what a PDF names is looked through as a whole, see
`answerable.attachments.pdf`.

Sources: the WHATWG standard "MIME Sniffing" for images and sound, ISO 32000-1 (7.5.2) for PDF, RFC 4867 (5)
for AMR, ISO/IEC 11172-3 (2.4.1.3) for MP3, APPNOTE 6.3 (4.3) for ZIP, OpenDocument 1.3 part 2 (3.3).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from struct import unpack_from
from typing import BinaryIO, Final

from answerable.attachments import pdf
from answerable.errors import UnsupportedMedia
from answerable.streams.note.papers import FileFormat
from answerable.wording import say

_HEAD = 1024
_CHUNK = 64 * 1024

_BEGINNINGS: Final = (
    (b"%PDF-", FileFormat.PDF),
    (b"\x89PNG\r\n\x1a\n", FileFormat.PNG),
    (b"\xff\xd8\xff", FileFormat.JPEG),
    (b"#!AMR", FileFormat.AMR),
    (b"ID3", FileFormat.MP3),
)
_OF_RIFF: Final = {b"WEBP": FileFormat.WEBP, b"WAVE": FileFormat.WAV}
_BRANDS: Final = frozenset({b"M4A ", b"M4B ", b"mp42", b"isom"})

_OFFICE: Final = (("word/document.xml", FileFormat.DOCX), ("xl/workbook.xml", FileFormat.XLSX))
_TYPES: Final = "[content_types].xml"
_OPEN_TEXT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_RUNS: Final = re.compile(r"vbaproject|(?:^|/)(?:macrosheets|activex|basic|scripts)/|\.(?:exe|dll|js|vbs)$")
"""Parts of a document of an office program that would be run."""

_END: Final = b"PK\x05\x06"
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_ENTRY: Final = b"PK\x01\x02"
_ENTRY_SIZE = 46
_MOST_DIRECTORY = 1024 * 1024

_MARKUP: Final = re.compile(
    rb"<(?:!doctype|html|head|body|script|svg|iframe|object|embed|img|a|math|style|link|meta|\?xml)[\s>/!]|<!--"
)
_SCRIPTS: Final = (b"#!", b"%!PS", b"{\\rtf", b"<")
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def format_of(file: BinaryIO) -> FileFormat:
    """Tell which format a file has.

    Arguments:
        file: its bytes, which can be read from anywhere.

    Raises:
        UnsupportedMedia: it has none of those that are taken, or holds something to be run.
    """
    file.seek(0)
    head = file.read(_HEAD)
    for beginning, format_ in _BEGINNINGS:
        if head.startswith(beginning):
            return _of_pdf(file) if format_ is FileFormat.PDF else format_
    if head[:4] == b"RIFF" and head[8:12] in _OF_RIFF:
        return _OF_RIFF[head[8:12]]
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return FileFormat.M4A
    if _is_sound(head):
        return FileFormat.MP3
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(file, head)
    return _of_text(file, head)


def _refused(key: str = "error.format_not_taken") -> UnsupportedMedia:
    return UnsupportedMedia(say(key))


def _is_sound(head: bytes) -> bool:
    """Tell whether it begins with the header of a frame of MPEG audio, layer III."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:  # noqa: PLR2004  # 11 set bits, layer III
        return False
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and rate not in (0, 15) and sampling != 3  # noqa: PLR2004  # reserved, free or bad


def _of_pdf(file: BinaryIO) -> FileFormat:
    file.seek(0)
    if pdf.runs(file.read()):
        raise _refused("error.format_runs")
    return FileFormat.PDF


def _of_archive(file: BinaryIO, head: bytes) -> FileFormat:
    names = list(_names_in(file))
    if any(_RUNS.search(name) for name in names):
        raise _refused("error.format_runs")
    if _TYPES in names:
        for part, format_ in _OFFICE:
            if part in names:
                return format_
    # The first part of an open document is its media type, as it stands: the name, then the type.
    if head[30 : 30 + len(_OPEN_TEXT)] == _OPEN_TEXT and "content.xml" in names:
        return FileFormat.ODT
    raise _refused()


def _names_in(file: BinaryIO) -> Iterator[str]:
    """Give the names of an archive's parts, in small letters, as its directory has them.

    Raises:
        UnsupportedMedia: the directory is not there, damaged, or longer than that of any paper.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _refused()
    number, length, offset = unpack_from("<HII", tail, at + 10)
    if length > _MOST_DIRECTORY or offset + length > size:
        raise _refused()
    file.seek(offset)
    directory = file.read(length)
    place = 0
    for _ in range(number):
        if directory[place : place + 4] != _ENTRY or place + _ENTRY_SIZE > length:
            raise _refused()
        name, extra, comment = unpack_from("<HHH", directory, place + 28)
        begins = place + _ENTRY_SIZE
        yield directory[begins : begins + name].decode("utf-8", "replace").lower().replace("\\", "/")
        place = begins + name + extra + comment


def _of_text(file: BinaryIO, head: bytes) -> FileFormat:
    """Let plain text pass: UTF-8, or GB 18030, as programs in China still write tables.

    Raises:
        UnsupportedMedia: it is no text, or one that a browser or a shell would run.
    """
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if not begins:
        raise _refused()
    if begins.startswith(_SCRIPTS) or _MARKUP.search(head.lower()):
        raise _refused("error.format_runs")
    for encoding in ("utf-8", "gb18030"):
        if _reads_as(file, encoding):
            return FileFormat.TEXT
    raise _refused()


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        while chunk := file.read(_CHUNK):
            if _CONTROLS.search(chunk):
                return False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
