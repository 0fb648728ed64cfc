# ruff: noqa: INP001  (a script, run by its path)
"""Writes ``flows.md`` from the flows beside the events: ``python docs/reference/make_flows.py``.

A test compares the two, so run it after a change of a flow.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from answerable.events.registry import FLOWS
from answerable.flow import Flow, Pace, word

TARGET = Path(__file__).with_name("flows.md")

_HEAD = """\
# Flows

Made by `make_flows.py` from the flows that stand beside the events, in `answerable.streams`. The writer
refuses what its stream's flow has no step for; views, pages and queries take the stages from there.

An arrow is an event, with who may take the step where that is not anybody, and the article behind it. A step
cannot have happened before the step that it follows; what only tells something can be entered later. Steps
that stand beside each other follow what led to their stage, and not each other.

Who may take a step is listed below each drawing, with the article that a refusal cites. The writer checks it
where the matter's state knows the people and the event says who acts; the rest once people sign in.
"""


def flows() -> str:
    """Write the page."""
    return "\n".join([_HEAD, *(_section(stream, flow) for stream, flow in FLOWS.items())])


def _section(stream: str, flow: Flow) -> str:  # type: ignore[type-arg]  # of any stages
    return "\n".join(
        [
            f"## {stream.capitalize()}",
            "",
            "```mermaid",
            flow.mermaid(),
            "```",
            "",
            *_paces(flow),
            *_parties(flow),
            *_beside(flow),
            *_notes(flow),
        ]
    )


def _paces(flow: Flow) -> Iterator[str]:  # type: ignore[type-arg]  # of any stages
    told = {Pace.RESTING: "Time stands still where it is", Pace.DONE: "What it is about is done where it is"}
    for pace, what in told.items():
        stages = [word(stage) for stage in flow.stages if flow.pace(stage) is pace]
        if stages:
            yield f"{what} {' or '.join(stages)}."
            yield ""


def _parties(flow: Flow) -> Iterator[str]:  # type: ignore[type-arg]  # of any stages
    parties = list(flow.parties)
    if not parties:
        return
    yield "Who may take a step:"
    yield ""
    for event, party in parties:
        article = party.article or flow.article
        checked = "checked" if party.people is not None else "not checked yet"
        yield f"- `{event.__name__}`: {party.said}, {checked}" + (f", {article}" if article else "")
    yield ""


def _beside(flow: Flow) -> Iterator[str]:  # type: ignore[type-arg]  # of any stages
    beside = dict.fromkeys(step.event for step in flow.steps if flow.is_beside(step.event))
    if beside:
        yield (
            "In no order with others of their stage: "
            + ", ".join(f"`{one.__name__}`" for one in beside)
            + "."
        )
        yield ""


def _notes(flow: Flow) -> Iterator[str]:  # type: ignore[type-arg]  # of any stages
    noted = [step for step in flow.steps if step.is_note and step.to is None]
    if not noted:
        return
    yield "Told without a step:"
    yield ""
    for step in noted:
        stages = ", ".join(word(stage) for stage in step.sources)
        article = f", {step.article}" if step.article else ""
        yield f"- `{step.event.__name__}` while {stages}{article}"
    yield ""


if __name__ == "__main__":
    TARGET.write_text(flows(), encoding="utf-8")
