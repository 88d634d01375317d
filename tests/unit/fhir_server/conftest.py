"""Endpoints for each test, on a SQLite file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from tests.unit.fhir_server.served import client_on, desk_on


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables and nothing in them; making the tables takes as long as most tests."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    AuthorizationStore(str(path)).close()
    return path


@pytest.fixture
def desk(tmp_path: Path, empty_store: Path) -> Iterator[Desk]:
    shutil.copy(empty_store, tmp_path / "requests.db")
    with AuthorizationStore(str(tmp_path / "requests.db")) as store:
        yield desk_on(tmp_path, store)


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return client_on(desk)
