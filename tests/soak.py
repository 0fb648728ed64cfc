"""How much a test does that can do more: the short form in every run, the long one for ``make soak``."""

from __future__ import annotations

import os
import random
import sys

import pytest

IS_SOAK = os.environ.get("ANSWERABLE_SOAK") == "1"
"""Whether the long forms are asked for."""

in_long_form = pytest.mark.skipif(not IS_SOAK, reason="in the long form: ANSWERABLE_SOAK=1")


def times(short: int, variable: str, long: int) -> int:
    """Tell how often to do something.

    Arguments:
        short: in the short form.
        variable: the environment variable that overrules both.
        long: in the long form.
    """
    return int(os.environ.get(variable) or (long if IS_SOAK else short))


def chances(of: str) -> random.Random:
    """Give this run's chances; ``ANSWERABLE_SEED`` repeats those of an earlier one, which a failure prints.

    Arguments:
        of: whose they are, so that each test has its own from one seed.
    """
    seed = os.environ.get("ANSWERABLE_SEED") or str(random.SystemRandom().getrandbits(32))
    note(f"{of}: ANSWERABLE_SEED={seed} gives the same chances again")
    return random.Random(f"{seed}:{of}")


def note(text: str) -> None:
    """Write a line that a failure shows, and that ``make soak`` shows of every test."""
    sys.stdout.write(f"{text}\n")
