"""`perdiem serve`: what it refuses before it listens. What it serves is tried under `fhir_server` and `docs`."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.unit.faces.conftest import Perdiem
from tests.unit.fhir_server.served import CONTRACT


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "contract.yaml"
    path.write_text(CONTRACT, "utf-8")
    return path


def test_the_part_is_named(perdiem: Perdiem, contract: Path) -> None:
    result = perdiem("serve", "--contract", contract)
    assert result.code == 2
    assert "--only fhir" in result.err


def test_open_endpoints_listen_on_this_machine_only(perdiem: Perdiem, contract: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::"):
        result = perdiem("serve", "--only", "fhir", "--contract", contract, "--host", host)
        assert result.code == 2
        assert "anybody may call" in result.err


def test_settings_are_told_with_their_line(perdiem: Perdiem, contract: Path, tmp_path: Path) -> None:
    settings = tmp_path / "fhir.yaml"
    settings.write_text("clients:\n- id: x\n  jwks: a.json\n  scops: 3\nmost_bytes: abc\nnotify: ftp://x\n")
    result = perdiem("serve", "--only", "fhir", "-c", contract, "--fhir-settings", settings)
    assert result.code == 1
    assert "fhir.yaml:4:3: clients.1.scops" in result.err
    assert "did you mean 'scopes'" in result.err
    assert "fhir.yaml:5:13: most_bytes" in result.err
    assert "not a http or https address" in result.err


def test_a_port_that_is_taken(perdiem: Perdiem, contract: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = perdiem("serve", "--only", "fhir", "-c", contract, "--port", port)
    assert result.code == 2
    assert "cannot listen" in result.err


def test_a_contract_named_twice_is_refused(perdiem: Perdiem, contract: Path) -> None:
    result = perdiem("serve", "--only", "fhir", "-c", contract, "-c", contract)
    assert "named twice" in result.err
