"""Transactions of several threads put into one, so that those who write at the same moment wait for the disk once.

A decision is told only when it is on the disk, and to wait for that takes longer than to decide. Who comes while others
are being written is written next, together with whoever else came meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from perdiem.store.opening import writing
from perdiem.store.prepared import driver_faults
from perdiem.store.queries import lock_members

T = TypeVar("T")


class _Job(Generic[T]):
    """One piece of work; `turn` is set when it is done, or when whoever waits for it is to write."""

    __slots__ = ("_answer", "_fault", "is_done", "member_id", "turn", "work")

    def __init__(self, work: Callable[[Any], T], member_id: str) -> None:
        self.work, self.member_id = work, member_id
        self.turn, self.is_done = threading.Event(), False
        self._answer: T | None = None
        self._fault: BaseException | None = None

    def done(self, answer: T | None, fault: BaseException | None = None) -> None:
        """Notes what came of it."""
        self._answer, self._fault, self.is_done = answer, fault, True

    def result(self) -> Any:
        """What came of it, or the fault, raised."""
        if self._fault is not None:
            raise self._fault
        return self._answer


class SharedCommits:
    """Writes what threads ask for, as many as wait at once in one transaction."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._waiting: list[_Job[Any]] = []
        self._is_writing = False

    def run(self, work: Callable[[Any], T], member_id: str) -> T:
        """What `work` gives for a connection inside a transaction, once that is committed.

        The member is locked against other writers. `work` is run again, alone, where another's in the same transaction
        failed, so it does nothing but read and write there. Raises what it raises, and SQLAlchemy's errors.
        """
        job = _Job(work, member_id)
        with self._lock:
            self._waiting.append(job)
            must_wait, self._is_writing = self._is_writing, True
        if must_wait:
            job.turn.wait()
        if not job.is_done:
            self._write()
        result: T = job.result()
        return result

    def _write(self) -> None:
        """Writes everything that waits, and wakes whoever waits for it, then the first of those who came meanwhile."""
        with self._lock:
            jobs, self._waiting = self._waiting, []
        try:
            self._together(jobs)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_writing = following is not None
            for job in jobs:
                job.turn.set()
            if following is not None:
                following.turn.set()

    def _together(self, jobs: Sequence[_Job[Any]]) -> None:
        try:
            with driver_faults(self._engine), writing(self._engine) as connection:
                lock_members(connection, {job.member_id for job in jobs})
                answers = [job.work(connection) for job in jobs]
        except BaseException as error:  # whatever it is, who waits is told
            if len(jobs) == 1:
                jobs[0].done(None, error)
                return
            for job in jobs:
                self._together([job])
            return
        for job, answer in zip(jobs, answers, strict=True):
            job.done(answer)
