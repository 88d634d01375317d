"""Endpoints for each test, on a SQLite file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from tests.unit.fhir_server.served import client_on, desk_on


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with AuthorizationStore(str(tmp_path / "requests.db")) as store:
        yield desk_on(tmp_path, store)


@pytest.fixture
def client(desk: Desk) -> TestClient:
    return client_on(desk)
