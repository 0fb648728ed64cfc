"""Small files of every format that is taken, and of some that are not."""

from __future__ import annotations

from io import BytesIO
from struct import pack
from zipfile import ZIP_STORED, ZipFile


def archive(*names: str, first: tuple[str, str] | None = None) -> bytes:
    """Make a ZIP archive with some parts.

    Arguments:
        names: the parts.
        first: the part that stands first, and what it says, as it stands.
    """
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as packed:
        if first is not None:
            packed.writestr(*first)
        for name in names:
            packed.writestr(name, "<x/>")
    return made.getvalue()


TYPES = "[Content_Types].xml"
OPEN_TEXT = ("mimetype", "application/vnd.oasis.opendocument.text")

TAKEN: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "pdf"),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "jpeg"),
    "webp": (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "webp"),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", "wav"),
    "mp3 with tags": (b"ID3\x04\x00\x00\x00\x00\x00\x00", "mp3"),
    "mp3 without": (b"\xff\xfb\x90\x64" + bytes(400), "mp3"),
    "m4a": (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "m4a"),
    "amr": (b"#!AMR\n\x3c", "amr"),
    "docx": (archive(TYPES, "word/document.xml"), "docx"),
    "xlsx": (archive(TYPES, "xl/workbook.xml", "xl/printerSettings/printerSettings1.bin"), "xlsx"),
    "odt": (archive("content.xml", first=OPEN_TEXT), "odt"),
    "text": ("客户来信\n".encode(), "text"),
    "text with a mark": (b"\xef\xbb\xbf" + "工单,时间\n1,2\n".encode(), "text"),
    "text of an older program": ("工单,时间\n".encode("gb18030"), "text"),
    "text that compares": (b"3 < 4 and 5 > 2\n", "text"),
}

REFUSED: dict[str, bytes] = {
    "html": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "html behind blanks": b"\n\n  <HTML><body>",
    "html behind words": b"hello <img src=x onerror=alert(1)>",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a script in a text": b"see <script>alert(1)</script>",
    "shell": b"#!/bin/sh\nrm -rf /\n",
    "postscript": b"%!PS-Adobe-3.0\n",
    "rtf": b"{\\rtf1\\ansi}",
    "program": b"MZ\x90\x00\x03",
    "elf": b"\x7fELF\x02\x01",
    "document with macros": archive(TYPES, "word/document.xml", "word/vbaProject.bin"),
    "workbook with old macros": archive(TYPES, "xl/workbook.xml", "xl/macrosheets/sheet1.xml"),
    "open document with macros": archive("content.xml", "Basic/Standard/Module1.xml", first=OPEN_TEXT),
    "archive": archive("a.txt"),
    "archive cut off": archive(TYPES, "word/document.xml")[:-30],
    "archive that says it has more": archive(TYPES, "word/document.xml")[:-22]
    + b"PK\x05\x06"
    + pack("<HHHHIIH", 0, 0, 9, 9, 4_000_000_000, 0, 0),
    "old document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "gif": b"GIF89a\x01\x00",
    "blanks": b" \n\t ",
    "no text": b"\xff\xfe\x00h\x00i",
}
