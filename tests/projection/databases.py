"""The databases that views are kept in: a test class inherits one of these, and what it claims of both."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.postgresql import Server


class OnSqlite:
    """Views are SQLite files below a directory of the test's own."""

    @pytest.fixture
    def views(self, tmp_path: Path) -> Path:
        """Where views are kept, as `Settings.views` tells it."""
        return tmp_path / "views"


@pytest.mark.postgresql
class OnPostgresql:
    """Views are schemas of a PostgreSQL database, which the tests of one process use in turn."""

    @pytest.fixture
    def views(self, postgresql_server: Server) -> SecretStr:
        """Where views are kept, as `Settings.views` tells it."""
        return SecretStr(postgresql_server.url(postgresql_server.emptied()))
