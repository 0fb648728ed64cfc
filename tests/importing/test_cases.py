"""Small files that an import got wrong, through the real intake: nothing is invented, nothing is lost."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from answerable.commands.base import BulkItem, BulkReport, BulkRequest
from answerable.errors import Invalid
from answerable.importing.loader import parse
from answerable.importing.mapping import Mapping
from answerable.importing.sender import import_file
from answerable.messaging.client import Caller
from tests.importing.centre import running_centre, send
from tests.importing.given import TICKETS

pytestmark = pytest.mark.server

HIRED = 'people: {role: agent, team: one, hired_on: "1999-01-01"}'

CASES = Path(__file__).with_name("cases")


def tickets(*changes: tuple[str, str]) -> Mapping:
    """Give the guide's mapping, by which people are hired, with some of its words replaced."""
    text = TICKETS.decode().replace("common:", f"{HIRED}\ncommon:")
    for words, instead in changes:
        assert words in text, words
        text = text.replace(words, instead)
    return parse(text.encode(), "tickets.yaml")


PLAIN = tickets()
BY_TICKET = tickets(("identity: [ticket, saved]", "identity: [ticket]"))
WITHOUT_TIME = tickets(("identity: [ticket, saved]", "identity: [ticket]"), ('%M", required: true', '%M"'))
WITH_OFFSET = tickets(("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S%z"))
WITH_NUMBER = tickets(("people:", "  n: {type: integer, column: n}\npeople:"))
IN_NEW_YORK = tickets(("Asia/Shanghai", "America/New_York"))
OTHER_SYSTEM = tickets(("mapping: tickets", "mapping: system-b"), ("prefix: case,", "prefix: case-b,"))

SAME_IDS = tickets(("mapping: tickets", "mapping: system-b"))


class Case(NamedTuple):
    """What a case's files are to become.

    Arguments:
        files: each with its mapping, in the order in which they are imported.
        became: of each the number of rows accepted, and the rejected rows by number; or the refusal.
        done: the commands that were carried out: what, on what, by whom and when.
    """

    files: tuple[tuple[str, Mapping], ...]
    became: tuple[tuple[int, dict[str, str]] | str, ...]
    done: tuple[str, ...]


TABLE = {
    "c01": Case(
        (("01_offset.csv", WITH_OFFSET),),
        ((2, {}),),
        ("open case-c01_F01 a1 2026-03-05T14:05:00+02:00", "open case-c01_F02 a1 2026-03-05T14:05:00+00:00"),
    ),
    "c02": Case((("02_no_time.csv", WITHOUT_TIME),), ((0, {"2": "required"}),), ()),
    "c03": Case(
        (("03_site_a.csv", PLAIN),), ((1, {}),), ("open case-c03_94711 a1 2026-03-05T14:05:00+08:00",)
    ),
    "d03": Case(
        (("03_site_b.csv", PLAIN),),
        ((2, {}),),
        (
            "open case-d03_94711 b1 2026-03-06T09:00:00+08:00",
            "resolve case-d03_94711 b1 2026-03-06T10:00:00+08:00",
        ),
    ),
    "c04": Case(
        (("03_site_a.csv", PLAIN), ("03_site_b.csv", OTHER_SYSTEM)),
        ((1, {}), (2, {})),
        (
            "open case-c04_94711 a1 2026-03-05T14:05:00+08:00",
            "open case-b-c04_94711 b1 2026-03-06T09:00:00+08:00",
            "resolve case-b-c04_94711 b1 2026-03-06T10:00:00+08:00",
        ),
    ),
    # The second system's mapping makes the same ids: its ticket of the same number is refused as a whole.
    "d04": Case(
        (("03_site_a.csv", PLAIN), ("03_site_b.csv", SAME_IDS)),
        ((1, {}), (0, {"2": "intake.409", "3": "follows-a-refused"})),
        ("open case-d04_94711 a1 2026-03-05T14:05:00+08:00",),
    ),
    "c05": Case(
        (("05_refused.csv", BY_TICKET), ("05_mended.csv", BY_TICKET)),
        ((0, {"2": "plausible-time"}), (1, {})),
        ("open case-c05_F31 a1 2026-03-05T14:05:00+08:00",),
    ),
    "c06": Case(
        (("06_mended_rejects.csv", PLAIN),),
        ((1, {}),),
        ("open case-c06_F41 a1 2026-03-05T14:05:00+08:00",),
    ),
    "c07": Case(
        (("07_first_row_bad.csv", PLAIN), ("07_mended.csv", PLAIN), ("07_first_row_bad.csv", PLAIN)),
        ((0, {"2": "moment", "3": "waits-for-another"}), (1, {}), (1, {"2": "moment"})),
        (
            "open case-c07_F51 a1 2026-03-05T14:05:00+08:00",
            "resolve case-c07_F51 b1 2026-03-06T09:00:00+08:00",
        ),
    ),
    "c08": Case(
        (("08_big_field.csv", PLAIN),),
        ((2, {"2": "unreadable"}),),
        ("open case-c08_F63 a1 2026-03-05T14:07:00+08:00", "open case-c08_F64 a1 2026-03-05T14:08:00+08:00"),
    ),
    "c10": Case(
        (("10_repeated_heading.csv", PLAIN),),
        ((1, {}),),
        ("open case-c10_F81 a1 2026-03-05T14:05:00+08:00",),
    ),
    "c11": Case(
        (("11_blanks_in_ids.csv", PLAIN),),
        ((2, {"4": "required"}),),
        (
            "open case-c11_F91 zhang 2026-03-05T14:05:00+08:00",
            "open case-c11_F92 zhang 2026-03-05T14:05:00+08:00",
        ),
    ),
    "c12": Case(
        (("12_gbk_heading.csv", PLAIN),), ("the headings of 12_gbk_heading.csv are not written in utf-8",), ()
    ),
    "c13": Case((("13_integer.csv", WITH_NUMBER),), ((0, {"2": "integer"}),), ()),
    "c15": Case(
        (("15_newest_first.csv", PLAIN),), ("15_newest_first.csv seems to have the newest rows first",), ()
    ),
    "c17": Case((("17_dst.csv", IN_NEW_YORK),), ((0, {"2": "clock-change", "3": "clock-change"}),), ()),
    "c18": Case(
        (("18_backwards.csv", PLAIN),), ("18_backwards.csv seems to have the newest rows first",), ()
    ),
    "d18": Case(
        (("18_backwards_among_others.csv", PLAIN),),
        ((3, {"5": "order-of-times"}),),
        (
            "open case-d18_F180 a1 2026-03-05T14:05:00+08:00",
            "resolve case-d18_F180 a1 2026-03-06T14:05:00+08:00",
            "open case-d18_F181 a1 2026-03-05T14:05:00+08:00",
        ),
    ),
    "c19": Case(
        (("19_blank_lines.csv", PLAIN),),
        ((1, {"6": "choice"}),),
        ("open case-c19_F191 a1 2026-03-05T14:05:00+08:00",),
    ),
    "c20": Case((("20_utf16.csv", PLAIN),), ("20_utf16.csv is written in UTF-16",), ()),
}


class Noting:
    """Passes commands on to intake, and notes those about cases that recorded something."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.done: list[str] = []

    async def bulk(self, request: BulkRequest) -> BulkReport:
        report = await self._caller.bulk(request)
        for item, one in zip(request.items, report.outcomes, strict=True):
            if one.recorded and "case" in item.body:
                said = item.body
                who = said["acting_for"].rpartition("_")[2]
                self.done.append(f"{item.key.rpartition(':')[2]} {said['case']} {who} {said['occurred_at']}")
        return report


def founding(site: str) -> tuple[BulkItem, ...]:
    by = {"site": site, "acting_for": "system-setup"}
    book = {"rulebook": "call-centre-80", "effective_from": "1999-01-01"}
    return (
        BulkItem(name="site.open", key=f"open-{site}", body={**by, "name_zh": "厦门", "name_en": "Xiamen"}),
        BulkItem(name="rulebook.bind", key=f"bind-{site}", body={**by, **book}),
    )


def rejected_in(path: Path) -> dict[str, str]:
    """Give the rule that each rejected row broke, by the row's number."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["row"]: row["rule"] for row in csv.DictReader(file)}


async def carried_out(site: str, case: Case, caller: Caller, folder: Path) -> Case:
    """Import a case's files one after the other, as the command line does, and give what became of them."""
    noting = Noting(caller)
    became: list[tuple[int, dict[str, str]] | str] = []
    for name, mapping in case.files:
        rejects, memory = folder / f"{site}.rejects.csv", folder / f"{mapping.mapping}-{site}.sqlite"
        path = (folder if name.startswith("08") else CASES) / name
        try:
            report = await import_file(path, mapping, site, noting, rejects=rejects, memory=memory)
        except Invalid as error:
            became.append(error.message)
        else:
            assert report.rows == report.accepted + report.unchanged + report.rejected
            assert report.model_dump_json()
            became.append((report.accepted, rejected_in(rejects)))
    return Case(case.files, tuple(became), tuple(noting.done))


def with_big_cell(path: Path) -> None:
    """Write the file of 131,268 bytes that is made here and not kept."""
    cell = "Mail thread\n" + 131_073 * "x" + "\nF62;2026-03-05 14:06;mallory;done;\n"
    path.write_text(
        f'ticket;saved;who;state;note\nF61;2026-03-05 14:05;a1;open;"{cell}"\n'
        "F63;2026-03-05 14:07;a1;open;\nF64;2026-03-05 14:08;a1;open;\n"
    )


async def test_every_case(tmp_path: Path) -> None:
    """What is recorded is what the file says; what cannot be is rejected by its row's number, or refused."""
    with_big_cell(tmp_path / "08_big_field.csv")
    found: dict[str, Case] = {}
    async with running_centre(tmp_path / "data") as caller:
        for site, case in TABLE.items():
            await send(caller, founding(site))
            found[site] = await carried_out(site, case, caller, tmp_path)

    for site, case in TABLE.items():
        # A message says more than the beginning that is asked for here.
        became = tuple(
            said if not isinstance(said, str) or not str(got).startswith(said) else got
            for said, got in zip(case.became, found[site].became, strict=True)
        )
        assert found[site] == case._replace(became=became), site
