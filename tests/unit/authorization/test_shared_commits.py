"""Transactions of several threads put into one: all are told, what fails fails alone, nobody waits in a circle."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from perdiem.store.opening import open_engine
from perdiem.store.prepared import Insertion
from perdiem.store.schema import HISTORY
from perdiem.store.shared_commits import SharedCommits
from tests.unit.authorization.requests import NOW

ADD = Insertion(HISTORY)
COUNT = 6


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Any]:
    engine = open_engine(str(tmp_path / "store.db"))
    yield engine
    engine.dispose()


def _row(note: str, request_id: int | None = None) -> dict[str, Any]:
    return {"request_id": request_id, "at": NOW, "actor": "test", "event": "tried", "note": note}


def _notes(engine: Any) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.exec_driver_sql("SELECT note FROM authorization_history").scalars())


def _at_once(works: list[Callable[[Any], Any]], commits: SharedCommits) -> list[Any]:
    """What each gives or raises: the first holds the transaction until all the others wait."""
    begun = threading.Event()
    found: list[Any] = [None] * len(works)

    def first(connection: Any) -> Any:
        begun.set()
        while len(commits._waiting) < len(works) - 1:
            threading.Event().wait(0.001)
        return works[0](connection)

    def run(place: int, work: Callable[[Any], Any]) -> None:
        try:
            found[place] = commits.run(work, f"M{place % 3}")
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(0, first))]
    threads[0].start()
    assert begun.wait(5)
    threads += [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works[1:], 1)]
    for thread in threads[1:]:
        thread.start()
    for thread in threads:
        thread.join(10)
    return found


def _writes(note: str) -> Callable[[Any], str]:
    def work(connection: Any) -> str:
        ADD.write(connection, [_row(note)])
        return note

    return work


def test_who_comes_meanwhile_is_written_together(engine: Any) -> None:
    counted: list[Any] = []
    event.listen(engine, "commit", counted.append)
    notes = [f"row {place}" for place in range(COUNT)]
    assert _at_once([_writes(note) for note in notes], SharedCommits(engine)) == notes
    assert _notes(engine) == notes
    assert len(counted) == 2


def test_one_that_fails_takes_nobody_with_it(engine: Any) -> None:
    def breaks(connection: Any) -> None:
        ADD.write(connection, [_row("lost")])
        raise ArithmeticError("of its own")

    def refers_to_nothing(connection: Any) -> None:
        ADD.write(connection, [_row("lost too", request_id=999)])

    works = [_writes("a"), breaks, _writes("b"), refers_to_nothing, _writes("c")]
    found = _at_once(works, SharedCommits(engine))
    assert [found[place] for place in (0, 2, 4)] == ["a", "b", "c"]
    assert isinstance(found[1], ArithmeticError)
    assert isinstance(found[3], IntegrityError)
    assert _notes(engine) == ["a", "b", "c"]


@pytest.mark.parametrize("count", [0, 1, 2, 7, 23])
def test_any_number_of_rows_is_inserted_once(engine: Any, postgres: Any, count: int) -> None:
    notes = [f"{place:02}" for place in range(count)]
    for each in (engine, open_engine(postgres.new_database())):
        SharedCommits(each).run(lambda connection: ADD.write(connection, [_row(note) for note in notes]), "M1")
        assert _notes(each) == notes
        each.dispose()


def test_two_servers_that_write_for_the_same_members_do_not_wait_in_a_circle(postgres: Any) -> None:
    address = postgres.new_database()
    engines = [open_engine(address), open_engine(address)]
    commits = [SharedCommits(each) for each in engines]
    found: list[list[Any]] = [[], []]

    def run(place: int) -> None:
        works = [_writes(f"{place}-{row}") for row in range(COUNT)]
        found[place] = _at_once(works, commits[place])

    threads = [threading.Thread(target=run, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(found[0] + found[1]) == _notes(engines[0]) == [f"{a}-{b}" for a in range(2) for b in range(COUNT)]
    for each in engines:
        each.dispose()
