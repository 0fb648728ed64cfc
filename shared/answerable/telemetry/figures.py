"""Every figure that a process gives, by its name in Prometheus: what it counts, and by which labels.

No label holds a name, an id or anything else that a person chose: only commands, projections, kinds.

Source: Prometheus, metric and label naming.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How a figure moves."""

    GAUGE = "gauge"
    """Up and down."""
    COUNTER = "counter"
    """Up only, from the start of the process."""
    SUMMARY = "summary"
    """How many there were, and their sum."""
    HISTOGRAM = "histogram"
    """How many there were up to each bound, and their sum."""


class Total(NamedTuple):
    """The value of a summary.

    Arguments:
        number: how many there were.
        sum: of them all.
    """

    number: int
    sum: float


class Buckets(NamedTuple):
    """The value of a histogram.

    Arguments:
        bounds: the upper bounds, inclusive, without the last one, which is infinite.
        counts: how many lie between each bound and the one before; one more than there are bounds.
        sum: of them all.
    """

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    sum: float


class Sample(NamedTuple):
    """One value of a figure.

    Arguments:
        figure: which.
        value: a number, or what its kind needs.
        labels: the labels' values, in the figure's order.
    """

    figure: Figure
    value: float | Total | Buckets
    labels: tuple[str, ...]


Source = Callable[[], Awaitable[Iterable[Sample]]]
"""Gives values when they are asked for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a process gives.

    Arguments:
        name: in Prometheus; a counter's ends in ``_total``.
        kind: how it moves.
        help: what it says, as a sentence without its full stop.
        labels: the names of what tells its values apart.
    """

    name: str
    kind: Kind
    help: str
    labels: tuple[str, ...] = ()

    def of(self, value: float | Total | Buckets, *labels: str) -> Sample:
        """Give a value of this figure."""
        return Sample(self, value, labels)


_OF_A_VIEW = ("projection",)

SERVICE = Figure(
    "answerable_service_info", Kind.GAUGE, "1 for the service that this process is", ("service", "version")
)
CONNECTED = Figure(
    "answerable_nats_connected",
    Kind.GAUGE,
    "1 while the connection to the NATS server stands, else 0",
    ("connection",),
)
RECONNECTS = Figure(
    "answerable_nats_reconnects_total",
    Kind.COUNTER,
    "How often the connection to the NATS server was made again",
    ("connection",),
)
IN_FLIGHT = Figure(
    "answerable_requests_in_flight", Kind.GAUGE, "Commands by NATS that are being answered at this moment"
)

VIEW_UP = Figure(
    "answerable_projection_up", Kind.GAUGE, "1 while the view's database answers, else 0", _OF_A_VIEW
)
LEADING = Figure(
    "answerable_projection_leading",
    Kind.GAUGE,
    "1 in the instance that leads: it fills the view and does what has effects elsewhere",
    _OF_A_VIEW,
)
FILLING = Figure(
    "answerable_projection_filling",
    Kind.GAUGE,
    "1 in an instance that fills the view or a share of its sites",
    _OF_A_VIEW,
)
STALLED = Figure(
    "answerable_projection_stalled",
    Kind.GAUGE,
    "1 while the view does not move because of an error",
    _OF_A_VIEW,
)
VERSION = Figure(
    "answerable_projection_version",
    Kind.GAUGE,
    "Version of the projection that filled the served view",
    _OF_A_VIEW,
)
POSITION = Figure(
    "answerable_projection_position", Kind.GAUGE, "Last sequence of the ledger in the served view", _OF_A_VIEW
)
UPDATED = Figure(
    "answerable_projection_updated_timestamp_seconds",
    Kind.GAUGE,
    "When the served view last moved, in seconds since 1970",
    _OF_A_VIEW,
)
LAG_EVENTS = Figure(
    "answerable_projection_lag_events",
    Kind.GAUGE,
    "Events that wait for the view; only from an instance that fills it",
    _OF_A_VIEW,
)
LAG_SECONDS = Figure(
    "answerable_projection_lag_seconds",
    Kind.GAUGE,
    "Age of the oldest event that waits for the view; 0 where none waits",
    _OF_A_VIEW,
)
RATE = Figure(
    "answerable_projection_events_per_second",
    Kind.GAUGE,
    "Events that this process took or passed a second, over the last ten seconds",
    _OF_A_VIEW,
)
EVENTS = Figure(
    "answerable_projection_events_total", Kind.COUNTER, "Events that this process took or passed", _OF_A_VIEW
)
BATCHES = Figure(
    "answerable_projection_batch_seconds",
    Kind.SUMMARY,
    "Batches that this process wrote, and the seconds from their first event to their commit",
    _OF_A_VIEW,
)
FEEDS = Figure(
    "answerable_projection_feed_renewals_total",
    Kind.COUNTER,
    "How often the view's feed was begun anew after a gap, a silence or an error",
    _OF_A_VIEW,
)
PARKED = Figure(
    "answerable_projection_parked_events",
    Kind.GAUGE,
    "Events that the view could not take and that wait for a person",
    _OF_A_VIEW,
)
BEHIND = Figure(
    "answerable_projection_behind_events",
    Kind.GAUGE,
    "Events that wait because an earlier one of their aggregate is parked",
    _OF_A_VIEW,
)
DISCARDED = Figure(
    "answerable_projection_discarded_events",
    Kind.GAUGE,
    "Events that the view leaves out by decision",
    _OF_A_VIEW,
)
POISON = Figure(
    "answerable_projection_poison_events_total",
    Kind.COUNTER,
    "Events that this process could not take when they came",
    _OF_A_VIEW,
)
REBUILT = Figure(
    "answerable_projection_rebuild_events",
    Kind.GAUGE,
    "Events in the generation that is being filled beside the served one, while there is one",
    _OF_A_VIEW,
)
TO_REBUILD = Figure(
    "answerable_projection_rebuild_target_events",
    Kind.GAUGE,
    "Events that there are for the generation that is being filled, while there is one",
    _OF_A_VIEW,
)
REBUILD_FAILED = Figure(
    "answerable_projection_rebuild_failed",
    Kind.GAUGE,
    "1 where the last attempt to replace the served view failed",
    _OF_A_VIEW,
)

COMMANDS = Figure(
    "answerable_commands_total",
    Kind.COUNTER,
    "Commands by name and by what became of them: ok, repeat (in bulk), or the kind of the problem",
    ("command", "outcome"),
)
COMMAND_SECONDS = Figure(
    "answerable_command_seconds",
    Kind.HISTOGRAM,
    "Seconds from a request to its answer, by the way it came: http, nats, or bulk for many at once",
    ("way",),
)
APPENDED = Figure(
    "answerable_append_events",
    Kind.HISTOGRAM,
    "Events of each append that the ledger acknowledged; their sum is what was written",
)
APPEND_SECONDS = Figure(
    "answerable_append_seconds", Kind.HISTOGRAM, "Seconds until the ledger acknowledged an append"
)
APPEND_RETRIES = Figure(
    "answerable_append_retries_total",
    Kind.COUNTER,
    "Attempts to append beyond the first one, after a timeout, a lost connection or a refusal",
)
REMEMBERED = Figure("answerable_memory_aggregates", Kind.GAUGE, "Aggregates that intake holds in memory")
HALTED = Figure(
    "answerable_writing_halted", Kind.GAUGE, "1 while intake writes nothing because the ledger is damaged"
)
LAST_SEQUENCE = Figure(
    "answerable_ledger_last_sequence",
    Kind.GAUGE,
    "Highest sequence of the ledger that intake has read; nothing is ever deleted, so it counts the events",
)

FIGURES = tuple(value for value in tuple(vars().values()) if isinstance(value, Figure))
"""All of them."""
