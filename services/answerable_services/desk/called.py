"""What people call matters: by their numbers, and what is owed for a delivery by its project."""

from __future__ import annotations

from sqlalchemy import Connection, String, null, select, union_all

from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries.desk import Called, MattersCalled
from answerable_services.desk import tables as t


def called(connection: Connection, query: Called, sight: Sight) -> MattersCalled:
    """Tell what people call matters, in one look.

    Arguments:
        connection: reads the view.
        query: which matters.
        sight: the sites whose matters the asker may see.
    """
    by_stream: dict[str, list[str]] = {}
    for matter in query.matters:
        by_stream.setdefault(matter.partition("-")[0], []).append(matter)
    asked = []
    for stream, matters in by_stream.items():
        if stream not in t.REGISTERS or not t.REGISTERS[stream].number:
            continue
        columns = t.MATTERS[stream].c
        project = columns.project if stream == "delivery" else null().cast(String)
        telling = select(columns[stream].label("matter"), columns.number, project.label("project"))
        sites = of_sites(columns.site, sight.at(query.site).sites)
        asked.append(telling.where(columns[stream].in_(matters), sites))
    rows = connection.execute(union_all(*asked)).all() if asked else []
    return MattersCalled(
        numbers={row.matter: row.number for row in rows},
        projects={row.matter: row.project for row in rows if row.project is not None},
    )
