"""Mutated bundles, and calls that follow the API's description: an answer or an OperationOutcome, never a fault."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from perdiem.store.authorizations import AuthorizationStore
from tests.unit.fhir_server.served import client_on, desk_on
from tests.unit.fhir_server.test_orders import hook
from tests.unit.fhir_server.test_subscriptions import subscription
from tests.unit.pas.made import bundle, inquiry

PATHS = {
    "/pas/2.0/Claim/$submit": bundle(),
    "/pas/2.2/Claim/$submit": bundle(),
    "/pas/2.0/Claim/$inquire": inquiry(),
    "/pas/2.2/Claim/$inquire": inquiry(numbers=("A-1",)),
    "/pas/2.2/Subscription": subscription("ftp://nowhere"),
    "/cds-services/order-sign-perdiem": hook(),
    "/cds-services/order-dispatch-perdiem": hook("order-dispatch"),
    "/cds-services/appointment-book-perdiem": hook("appointment-book"),
    "/Questionnaire/$questionnaire-package": {
        "resourceType": "Parameters",
        "parameter": [{"name": "context", "valueString": "R1"}],
    },
}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", " ", "\u0000", "x" * 1000, "#", "#p1", "urn:uuid:x", "Patient/p1", "2026-02-30", "💉"]),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just({"reference": "Claim/start"}),
)


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON tree."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


def changed(tree: Any, path: tuple[Any, ...], how: str, value: Any) -> None:
    at = tree
    for step in path[:-1]:
        at = at[step]
    last = path[-1]
    if how == "remove":
        del at[last]
    elif how == "repeat" and isinstance(at, list):
        at.append(copy.deepcopy(at[last]))
    elif how == "rename" and isinstance(at, dict):
        at[str(value)] = at.pop(last)
    else:
        at[last] = value


@pytest.fixture(scope="module")
def served() -> Iterator[TestClient]:
    with tempfile.TemporaryDirectory() as name, AuthorizationStore(f"{name}/requests.db") as store:
        yield client_on(desk_on(Path(name), store))


def test_calls_that_follow_the_description(served):
    """Bodies, addresses and headers drawn from the API's description: no fault of ours, and FHIR whatever comes."""
    described = schemathesis.openapi.from_asgi("/openapi.json", served.app)
    operations = [result.ok() for result in described.get_all_operations()]
    assert len(operations) >= 17
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        def run(case: Any) -> None:
            reply = case.call()
            assert reply.status_code < 500, reply.text
            if reply.status_code >= 400:
                assert reply.json()["resourceType"] == "OperationOutcome"

        run()


def _is_answer(reply: Any) -> None:
    assert reply.status_code < 500, reply.text
    if reply.status_code >= 400:
        body = reply.json()
        assert body["resourceType"] == "OperationOutcome"
        assert body["issue"]
        assert all(issue["code"] and issue["severity"] and issue["details"]["text"] for issue in body["issue"])


@given(data=st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_mutated_body_is_answered_or_refused(served, data):
    path = data.draw(st.sampled_from(sorted(PATHS)))
    body = copy.deepcopy(PATHS[path])
    for _ in range(data.draw(st.integers(1, 3))):
        there = list(places(body))
        if not there:
            break
        place = data.draw(st.sampled_from(there))
        how = data.draw(st.sampled_from(["replace", "replace", "remove", "repeat", "rename"]))
        changed(body, place, how, copy.deepcopy(data.draw(ODD)))
    try:
        raw = orjson.dumps(body)
    except TypeError:  # an integer beyond 64 bits, which JSON itself may hold
        import json

        raw = json.dumps(body).encode()
    _is_answer(served.post(path, content=raw, headers={"content-type": "application/json"}))


@given(
    raw=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)), path=st.sampled_from(sorted(PATHS))
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_at_all_is_answered_or_refused(served, raw, path):
    _is_answer(served.post(path, content=raw, headers={"content-type": "application/fhir+json"}))


@given(position=st.integers(0, 3000), byte=st.integers(0, 255), cut=st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_body_is_answered_or_refused(served, position, byte, cut):
    raw = bytearray(orjson.dumps(bundle()))
    at = position % len(raw)
    raw = raw[:at] if cut else raw[:at] + bytes([byte]) + raw[at + 1 :]
    _is_answer(
        served.post("/pas/2.2/Claim/$submit", content=bytes(raw), headers={"content-type": "application/fhir+json"})
    )
