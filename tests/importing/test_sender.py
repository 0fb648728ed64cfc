"""A whole file goes to intake, and every row is accounted for."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.commands.base import BulkReport, BulkRequest
from answerable.errors import Invalid, Unavailable
from answerable.importing.loader import parse
from answerable.importing.report import ImportReport, Progress
from answerable.importing.sender import Patience, import_file
from answerable_services.cli.importing import show
from tests.importing.given import TICKETS, Desk

MAPPING = parse(TICKETS, "tickets.yaml")
HEAD = "ticket;saved;who;state\n"
ROWS = [
    f"{number};2016-03-01 0{hour}:00;7;{state}\n"
    for hour, state in ((8, "open"), (9, "done"))
    for number in range(9)
]


async def run(
    tmp_path: Path, desk: Desk, rows: list[str] | None = None, *, memory: str | None = None, batch: int = 4
) -> ImportReport:
    path = tmp_path / "tickets.csv"
    path.write_text(HEAD + "".join(ROWS if rows is None else rows))
    return await import_file(
        path,
        MAPPING,
        "xm01",
        desk,
        rejects=tmp_path / "rejects.csv",
        memory=None if memory is None else tmp_path / memory,
        patience=Patience(batch=batch, deadline_s=1.0),
    )


async def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Rows are accepted, unchanged or rejected, and nothing else."""
    strange = [*ROWS, "1;2016-03-01 10:00;7;done\n", "2;not a moment;7;open\n", "cut\n"]
    report = await run(tmp_path, Desk(), strange)

    assert (report.rows, report.accepted, report.unchanged, report.rejected) == (21, 18, 1, 2)
    assert report.unchanged_because == {"nothing happened": 1}
    assert report.rejected_because == {"moment": 1, "columns": 1}
    assert report.rows == report.accepted + report.unchanged + report.rejected


async def test_rejected_rows_are_written_with_reason_rule_and_cells(tmp_path: Path) -> None:
    """The file of rejected rows can be read, mended and imported again."""
    await run(tmp_path, Desk(), ["2;not a moment;7;open\n"])

    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row == {
        "row": "2",
        "reason": "saved: 'not a moment' is no moment",
        "rule": "moment",
        "carried_out": "",
        "ticket": "2",
        "saved": "not a moment",
        "who": "7",
        "state": "open",
    }


async def test_a_row_whose_command_is_refused_is_rejected_and_tells_the_rest(tmp_path: Path) -> None:
    """Intake's reason and rule are told, and which of the row's commands were carried out."""
    report = await run(tmp_path, Desk(refuses="case.resolve"), ["1;2016-03-01 08:00;7;done\n"])

    assert (report.accepted, report.rejected, report.refused, report.events) == (0, 1, 1, 1)
    assert report.rejected_because == {"000-1.2": 1}
    assert (
        ",resolve: not now,000-1.2,carried out: open,"
        in f",{(tmp_path / 'rejects.csv').read_text().splitlines()[1][2:]}"
    )


async def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    """Every command of it is a repeat, and the rows are accepted all the same."""
    desk = Desk()
    first = await run(tmp_path, desk)
    second = await run(tmp_path, desk)

    assert (first.events, first.repeats) == (18, 0)
    assert (second.events, second.repeats, second.accepted) == (0, 18, 18)


@pytest.mark.parametrize("cut", [0, 1, 9, 10, 17])
async def test_a_file_cut_in_two_gives_the_same(tmp_path: Path, cut: int) -> None:
    """With a lasting memory, the second part goes on in the middle of a matter."""
    whole, parts = Desk(), Desk()
    await run(tmp_path, whole)
    await run(tmp_path, parts, ROWS[:cut], memory="rows")
    await run(tmp_path, parts, ROWS[cut:], memory="rows")

    assert parts.done == whole.done
    assert parts.order == whole.order


@pytest.mark.parametrize("batch", [1, 2, 100])
@pytest.mark.parametrize("refuses", ["case.open", "*"])
async def test_what_intake_refused_is_accepted_when_it_comes_again(
    tmp_path: Path, batch: int, refuses: str
) -> None:
    """A whole matter that was refused, because its site had no rulebook, comes again as it was."""
    rows = [f"1;2016-03-01 0{hour}:00;7;{state}\n" for hour, state in enumerate(["open", "open", "done"], 7)]
    first, desk = Desk(refuses=refuses), Desk()
    await run(tmp_path, first, rows, memory="rows", batch=batch)
    report = await run(tmp_path, desk, rows, memory="rows", batch=batch)

    assert report.rejected_because == {}
    assert [(item.key.rpartition(":")[2], item.body["occurred_at"]) for item in desk.done.values()] == [
        ("open", "2016-03-01T07:00:00+08:00"),
        ("resolve", "2016-03-01T09:00:00+08:00"),
    ]


async def test_a_batch_is_sent_again_when_its_answer_is_lost(tmp_path: Path) -> None:
    """Nothing is doubled and the order stays, though the first answers never came."""
    desk = Desk(away=[Unavailable("no answer"), Unavailable("no answer")])
    report = await run(tmp_path, desk)

    assert report.accepted == 18
    assert len(desk.order) == 18


async def test_an_intake_that_stays_away_ends_the_import_with_advice(tmp_path: Path) -> None:
    """The error says that importing again is safe."""
    desk = Desk(away=[Unavailable("no answer")] * 100)

    with pytest.raises(Unavailable, match="import the file again"):
        await run(tmp_path, desk)


async def test_a_batch_that_is_too_large_goes_in_parts(tmp_path: Path) -> None:
    """The order stays the same."""
    small, large = Desk(most=1), Desk()
    await run(tmp_path, small)
    await run(tmp_path, large)

    assert small.order == large.order


@pytest.mark.parametrize("most", [1, 2, 3, 500])
@pytest.mark.parametrize("batch", [1, 2, 4])
async def test_what_follows_a_refused_opening_is_held_back_in_every_request(
    tmp_path: Path, most: int, batch: int
) -> None:
    """In parts of a batch and in later batches, nothing is carried out that follows a refused opening."""
    rows = ["1;2016-03-01 08:00;7;open\n", "2;2016-03-01 08:00;7;open\n", "1;2016-03-01 09:00;7;done\n"]
    desk = Desk(refuses="case.open", most=most)
    report = await run(tmp_path, desk, rows, batch=batch)

    assert desk.order == []
    assert (report.accepted, report.rejected, report.events) == (0, 3, 0)
    # A row that is read once the refusal is known waits for its matter; one that was read ahead is held back.
    because = dict(report.rejected_because)
    assert because.pop("000-1.2") == 2
    assert because in ({"follows-a-refused": 1}, {"waits-for-another": 1})


def test_a_program_that_only_imports_knows_what_begins_a_matter(tmp_path: Path) -> None:
    """The command line asks an intake elsewhere, and has read no decisions before it sends."""
    program = (
        "import asyncio\n"
        "from pathlib import Path\n"
        "from answerable.importing.loader import parse\n"
        "from answerable.importing.sender import import_file\n"
        "from tests.importing.given import TICKETS, Desk\n"
        f"folder = Path({str(tmp_path)!r})\n"
        f"(folder / 'tickets.csv').write_text({HEAD + ROWS[0] + ROWS[9]!r})\n"
        "desk, rejects = Desk(), folder / 'rejects.csv'\n"
        "mapping = parse(TICKETS, 'tickets.yaml')\n"
        "asyncio.run(import_file(folder / 'tickets.csv', mapping, 'xm01', desk, rejects=rejects))\n"
        "print(*(item.after is not None for item in desk.done.values()))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["False", "True"]


async def test_a_missing_heading_stops_before_anything_is_sent(tmp_path: Path) -> None:
    """A file of another kind leaves no trace."""
    desk = Desk()
    path = tmp_path / "other.csv"
    path.write_text("a;b\n1;2\n")

    with pytest.raises(Invalid):
        await import_file(path, MAPPING, "xm01", desk, rejects=tmp_path / "rejects.csv")

    assert desk.done == {}


async def test_progress_ends_at_the_files_end(tmp_path: Path) -> None:
    """It tells bytes, rows and events, and only ever more of them."""
    told: list[Progress] = []
    path = tmp_path / "tickets.csv"
    path.write_text(HEAD + "".join(ROWS))
    await import_file(
        path,
        MAPPING,
        "xm01",
        Desk(),
        rejects=tmp_path / "r.csv",
        progress=told.append,
        patience=Patience(batch=5),
    )

    assert told[-1] == Progress(path.stat().st_size, path.stat().st_size, 18, 18)
    assert [one.bytes_read for one in told] == sorted(one.bytes_read for one in told)


async def test_old_rejects_do_not_stay_behind_a_clean_import(tmp_path: Path) -> None:
    """The file is there only where rows were rejected."""
    await run(tmp_path, Desk(), ["cut\n"])
    report = await run(tmp_path, Desk())

    assert report.rejects is None
    assert not (tmp_path / "rejects.csv").exists()


HIRING = parse(TICKETS + b'people: {role: agent, team: Desk, hired_on: "2010-01-01"}\n', "tickets.yaml")


async def test_people_are_hired_before_the_row_that_names_them(tmp_path: Path) -> None:
    """Each person of the file is hired once, with a key of their own, and no row is answered for it."""
    desk = Desk()
    path = tmp_path / "tickets.csv"
    path.write_text(HEAD + ROWS[0] + ROWS[1].replace(";7;", ";8;") + ROWS[9])
    report = await import_file(path, HIRING, "xm01", desk, rejects=tmp_path / "rejects.csv")

    hires = {key: item.body["staff"] for key, item in desk.done.items() if item.name == "staff.hire"}
    assert hires == {f"import:tickets:xm01:staff-xm01_{one}:hire": f"staff-xm01_{one}" for one in (7, 8)}
    assert [key.rpartition(":")[2] for key in desk.order] == ["hire", "hire", "open", "open", "resolve"]
    assert (report.accepted, report.commands, report.repeats, report.events) == (3, 3, 0, 5)


async def test_who_is_on_the_register_stays_as_they_are(tmp_path: Path) -> None:
    """A hiring that intake refuses is none of a row, and rejects none."""
    path = tmp_path / "tickets.csv"
    path.write_text(HEAD + ROWS[0])
    report = await import_file(
        path, HIRING, "xm01", Desk(refuses="staff.hire"), rejects=tmp_path / "rejects.csv"
    )

    assert (report.accepted, report.rejected, report.refused, report.events) == (1, 0, 0, 1)


class WarningDesk(Desk):
    """Says something beside, as intake does about years whose holidays nobody has announced."""

    async def bulk(self, request: BulkRequest) -> BulkReport:
        report = await super().bulk(request)
        told = (
            one.model_copy(update={"warnings": ("2027 is not announced",)} if one.recorded else {})
            for one in report.outcomes
        )
        return BulkReport(outcomes=tuple(told))


async def test_what_intake_said_beside_is_counted_and_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each warning once, with how many commands it was of; a repeat is not told again."""
    desk = WarningDesk()
    first, again = await run(tmp_path, desk), await run(tmp_path, desk)

    assert (first.warnings, again.warnings) == ({"2027 is not announced": 18}, {})
    assert '"warnings":{"2027 is not announced":18}' in first.model_dump_json()
    show(first, 1.0)
    assert "! 18 × 2027 is not announced" in capsys.readouterr().err
