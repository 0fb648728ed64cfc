"""Small files of every format that is taken, and of some that are not."""

from __future__ import annotations

from io import BytesIO
from struct import pack
from zipfile import ZIP_STORED, ZipFile
from zlib import compress


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


def a_pdf(*objects: bytes, packed: bytes = b"", packing: bytes = b"/FlateDecode") -> bytes:
    """Make a PDF as far as its objects go.

    Arguments:
        objects: each an object's inside; they are numbered from one on.
        packed: objects that stand in a stream of objects.
        packing: how they are packed, as the stream says.
    """
    numbered = [b"%d 0 obj\n%b\nendobj\n" % (at, one) for at, one in enumerate(objects, 1)]
    if packed:
        inside = compress(packed) if packing == b"/FlateDecode" else packed
        head = b"<< /Type /ObjStm /N 1 /First 4 /Filter %b /Length %d >>" % (packing, len(inside))
        numbered.append(b"99 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (head, inside))
    return b"%PDF-1.7\n" + b"".join(numbered) + b"%%EOF\n"


_PICTURE = b"<< /Length 20 >>\nstream\n/JS (x) /AA << >> /XFA\nendstream"

_SCRIPT = b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"

TAKEN: dict[str, tuple[bytes, str]] = {
    "pdf": (b"%PDF-1.7\n1 0 obj\n", "pdf"),
    "pdf that opens at a place": (a_pdf(b"<< /Type /Catalog /OpenAction [3 0 R /Fit] >>"), "pdf"),
    "pdf that goes to a place": (a_pdf(b"<< /OpenAction 2 0 R >>", b"<< /S /GoTo /D [3 0 R /Fit] >>"), "pdf"),
    "pdf with a place elsewhere": (a_pdf(b"<< /OpenAction 2 0 R >>", b"[3 0 R /Fit]"), "pdf"),
    "pdf with packed objects": (a_pdf(packed=b"1 0 << /Type /Catalog /Pages 2 0 R >>"), "pdf"),
    "pdf with a picture": (a_pdf(b"<< /Type /Catalog >>", _PICTURE), "pdf"),
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
    "pdf that runs a script when opened": a_pdf(
        b"<< /Type /Catalog /OpenAction 2 0 R >>", b"<< /S /JavaScript /JS (app.alert(1)) >>"
    ),
    "pdf with a script": a_pdf(b"<< /S /JavaScript >>"),
    "pdf with a script by its short name": a_pdf(b"<< /JS (app.alert(1)) >>"),
    "pdf with a script behind a comment": a_pdf(b"<< /JS%x\n(app.alert(1)) >>"),
    "pdf with a script in numbers": a_pdf(b"<< /S /J#61vaScript >>"),
    "pdf with a packed script": a_pdf(packed=b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"),
    "pdf with a packed short script": a_pdf(packed=b"1 0 << /JS 4 0 R >>"),
    "pdf packed in an unusual way": a_pdf(packed=b"78>", packing=b"/ASCIIHexDecode"),
    "pdf packed twice": a_pdf(packed=b"78>", packing=b"[ /FlateDecode /FlateDecode ]"),
    "pdf with a damaged stream of objects": a_pdf(packed=b"no zlib", packing=b"[/FlateDecode]"),
    "pdf with packed objects behind a stream that is none": b"%PDF-1.7 (>> stream\n)" + a_pdf(packed=_SCRIPT),
    "pdf with packed objects that say not what they are": a_pdf(packed=_SCRIPT).replace(
        b"/Type /ObjStm", b""
    ),
    "pdf with packed objects behind a long head": a_pdf(packed=_SCRIPT).replace(
        b"/N 1", b"/N 1 /X (" + b"endobj" * 2000 + b")"
    ),
    "pdf that starts a program": a_pdf(b"<< /S /Launch /F (cmd.exe) >>"),
    "pdf that opens another when opened": a_pdf(b"<< /OpenAction << /S /URI /URI (http://a.invalid) >> >>"),
    "pdf that does nobody knows what when opened": a_pdf(b"<< /OpenAction 7 0 R >>"),
    "pdf whose action was changed": a_pdf(b"<< /OpenAction 2 0 R >>", b"[3 0 R]")
    + b"2 0 obj << /S /URI >> endobj\n",
    "pdf with a file in it": a_pdf(b"<< /Type /EmbeddedFile /Length 3 >>"),
    "pdf with files in it": a_pdf(b"<< /Names << /EmbeddedFiles 2 0 R >> >>"),
    "pdf with rich media": a_pdf(b"<< /Subtype /RichMedia >>"),
    "pdf with further actions": a_pdf(b"<< /AA << /O 2 0 R >> >>"),
    "pdf with a form of scripts": a_pdf(b"<< /AcroForm << /XFA [ ] >> >>"),
    "pdf with a stream that is none": a_pdf(b"(>> stream\n) << /S /JavaScript >>"),
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
