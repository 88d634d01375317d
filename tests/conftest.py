"""What tests of several folders share: a PostgreSQL server of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres_server import PostgresServer, programs, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server on loopback that lives as long as the run; `make test` installs its programs."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL on this machine; sh tools/install_postgres.sh installs its programs")
    with server(folder) as started:
        yield started


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """The address of an empty database of the test's own."""
    return postgres.new_database()
