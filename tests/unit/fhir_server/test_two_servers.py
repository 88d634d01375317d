"""Two servers on one PostgreSQL store: the same request at once gets one decision, an assertion counts once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from perdiem.model.authorization import Action, Ruling
from perdiem.store.authorizations import AuthorizationStore
from perdiem.store.desk import Desk
from perdiem.store.fhir import FhirStore, Subscription
from tests.unit.fhir_server.served import actions, client_on, desk_on, submit
from tests.unit.fhir_server.test_submit import WAITS
from tests.unit.pas.made import bundle


@pytest.fixture
def servers(postgres_url: str, tmp_path: Path) -> Iterator[list[tuple[TestClient, Desk]]]:
    with ExitStack() as stack:
        stores = [stack.enter_context(AuthorizationStore(postgres_url)) for _ in range(2)]
        desks = [desk_on(tmp_path, store) for store in stores]
        yield [(client_on(desk), desk) for desk in desks]


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What several threads got that began together."""
    barrier, results = threading.Barrier(len(works)), [None] * len(works)

    def run(row: int, work: Callable[[], Any]) -> None:
        barrier.wait()
        results[row] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_the_same_request_at_once_gets_one_decision(servers):
    (first, desk), (second, _) = servers
    for row in range(5):
        sent = bundle(*WAITS, number=f"T-{row}", claim=f"C-{row}")
        replies = at_once(*[lambda c=client, b=sent: submit(c, b) for client in (first, second, first, second)])
        assert [reply.status_code for reply in replies] == [200] * 4
        told = {reply.json()["entry"][0]["resource"]["disposition"] for reply in replies}
        assert len(told) == 1
    kept = desk.store.of_member("M100")
    assert len(kept) == 5
    assert [len([e for e in desk.store.history(row.decision.number) if e.event == "decided"]) for row in kept] == [
        1
    ] * 5


def test_two_requests_of_one_member_at_once_get_one_number(servers):
    """Both ask for the same drug on the same days: the second joins the first's approval, whichever comes first."""
    (first, _), (second, _) = servers
    replies = at_once(
        lambda: submit(first, bundle(("J0878", 42, "UN"), number="A")),
        lambda: submit(second, bundle(("J0878", 42, "UN"), number="B")),
    )
    numbers = {actions(reply.json())[1] for reply in replies}
    assert {code for code, _ in numbers} == {"A1"}
    assert len({number for _, number in numbers}) == 1


def test_an_assertion_and_a_notification_are_taken_once(servers):
    (first, desk), (_, other) = servers
    stores = [FhirStore(each.store.engine) for each in (desk, other)]
    now = datetime.now(tz=UTC)
    used = at_once(*[lambda s=store: s.use_token("c", "j", now + timedelta(minutes=5), now) for store in stores * 2])
    assert sorted(used) == [False, False, False, True]
    stores[0].put(
        Subscription("s1", "2.2.1", "anybody", ("1234567893",), "http://127.0.0.1:9/", "active", 0, now, "{}")
    )
    reply = submit(first, bundle(*WAITS))
    number = reply.json()["entry"][0]["resource"]["disposition"].split()[1].rstrip(":")
    desk.rule(number, [Ruling(1, Action.APPROVE)], "Nurse Ratner")
    made = at_once(*[lambda s=store: s.note_decisions(datetime.now(tz=UTC)) for store in stores])
    assert sum(made) == 1
    taken = at_once(*[lambda s=store: s.take(datetime.now(tz=UTC)) for store in stores])
    assert len([row for row in taken if row is not None]) == 1


def test_answers_are_the_same_on_postgresql(servers):
    (first, _), (second, _) = servers
    answer = submit(first, bundle()).json()
    assert {code for code, _ in actions(answer).values()} == {"A1"}
    assert actions(submit(second, bundle()).json()) == actions(answer)
