"""The runtime every consumer runs on: events in, rows and position out, in one transaction.

What a consumer of one's own is written with is exported here; the rooms behind it may change.
"""

from answerable.projection.views.seen import of_sites
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.projection.writing.testing import View
from answerable.projection.writing.types import Exact, Moment

__all__ = ["Exact", "Moment", "Projection", "Row", "Rows", "View", "of_sites", "on"]
