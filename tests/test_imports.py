"""Modules: each can be understood with those below it, because none is above itself."""

from __future__ import annotations

import grimp
import pytest


def _circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Give the sets of modules that reach each other: strongly connected components (Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    open_: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        open_.append(module)
        for imported in sorted(graph[module]):
            if imported not in index:
                visit(imported)
                low[module] = min(low[module], low[imported])
            elif imported in open_:
                low[module] = min(low[module], index[imported])
        if low[module] == index[module]:
            at = open_.index(module)
            component = open_[at:]
            del open_[at:]
            if len(component) > 1:
                found.append(sorted(component))

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return found


@pytest.fixture(scope="module")
def imports() -> dict[str, set[str]]:
    graph = grimp.build_graph("answerable", "answerable_services", cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def test_no_module_imports_itself_over_others(imports: dict[str, set[str]]) -> None:
    """Imports for types count too: who reads one module of a circle has to read them all."""
    assert len(imports) > 250
    assert _circles(imports) == []


def test_a_circle_is_found() -> None:
    """The test above can fail: over any number of modules, and beside others."""
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert _circles(graph) == [["d", "e"], ["a", "b", "c"]]
