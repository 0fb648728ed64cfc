"""Compare the rate of single commands with another tree's: ``python -m tests.benchmarks.against DIRECTORY``.

A machine is not as fast in one minute as in the next, by more than what a change costs. So the centres of
both trees run at once, and are asked in turn, for a second or two each: what is compared stands beside one
another, and the median of many such pairs is told.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from tests.benchmarks.slices import READY

ROOT = Path(__file__).parents[2]
LOADS = ("nats 1", "nats 64", "http 1", "http 64")
"""Ways in, each with so many requests in flight."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a tree's centre did for some seconds.

    Arguments:
        rate: commands a second.
        processor_us: microseconds of processor time that intake took for each.
    """

    rate: float
    processor_us: float


class Tree:
    """A tree whose centre runs.

    Arguments:
        root: its directory.
    """

    def __init__(self, root: Path) -> None:
        paths = os.pathsep.join(map(str, (root / "shared", root / "services", root)))
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("slices.py"))],
            cwd=root,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONSAFEPATH": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        while (line := self._said()) != READY:
            if not line:
                message = f"the centre of {root} did not start"
                raise RuntimeError(message)

    def _said(self) -> str:
        return cast("IO[str]", self._process.stdout).readline().strip()

    def stretch(self, of: str, seconds: float) -> Stretch:
        """Ask for a stretch.

        Arguments:
            of: one of the loads.
            seconds: for how long.
        """
        asked = cast("IO[str]", self._process.stdin)
        asked.write(f"{of} {seconds}\n")
        asked.flush()
        return Stretch(*json.loads(self._said()))

    def end(self) -> None:
        """End its centre."""
        cast("IO[str]", self._process.stdin).close()
        self._process.wait()


@contextmanager
def _running(root: Path) -> Iterator[Tree]:
    tree = Tree(root)
    try:
        yield tree
    finally:
        tree.end()


def compared(
    here: Tree, there: Tree, of: str, pairs: int, seconds: float
) -> Sequence[tuple[Stretch, Stretch]]:
    """Give pairs of stretches, this tree's and the other one's, in turn the first.

    Arguments:
        here: this tree.
        there: the other one.
        of: which load.
        pairs: how many.
        seconds: for how long each.
    """
    found = []
    for number in range(pairs):
        if number % 2:
            one = here.stretch(of, seconds)
            found.append((one, there.stretch(of, seconds)))
        else:
            other = there.stretch(of, seconds)
            found.append((here.stretch(of, seconds), other))
    return found


def line_of(of: str, pairs: Sequence[tuple[Stretch, Stretch]]) -> str:
    """Tell what came of a load: medians of the rates, of their ratio, and of what intake took.

    Arguments:
        of: which load.
        pairs: this tree's stretches, each beside the other one's.
    """
    ratios = [one.rate / other.rate for one, other in pairs]
    lower, middle, upper = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    here = statistics.median(one.rate for one, _ in pairs)
    there = statistics.median(other.rate for _, other in pairs)
    took_here, took_there = (sum(one.processor_us for one in of_tree) for of_tree in zip(*pairs, strict=True))
    took = (
        f"{took_here / took_there:.3f}" if took_there else "-"
    )  # the system counts it in hundredths of a second
    return f"| {of} | {here:,.0f} | {there:,.0f} | {middle:.3f} | {lower:.3f} to {upper:.3f} | {took} |"


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.against", description=__doc__)
    parser.add_argument(
        "tree", type=Path, metavar="DIRECTORY", help="the other tree, as by `git worktree add`"
    )
    parser.add_argument("--pairs", type=int, default=20, help="pairs of stretches of each load")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long a stretch is")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        here, there = (stack.enter_context(_running(root)) for root in (ROOT, arguments.tree.resolve()))
        print("| load | here, commands/s | there | ratio | quartiles | intake's processor time, ratio |")
        print("|---|---|---|---|---|---|")
        for of in LOADS:
            pairs = compared(here, there, of, arguments.pairs, arguments.seconds)
            print(line_of(of, pairs), flush=True)


if __name__ == "__main__":
    main()
