"""A disk that is full before anything is written: which folder it is, and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from perdiem.engine.duckdb import open_engine
from perdiem.errors import UnwritableFile, UsageError


def refuse(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    def connect(*_: object, **__: object) -> None:
        raise duckdb.IOException(words)

    monkeypatch.setattr(duckdb, "connect", connect)


def test_a_full_disk_is_told_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, f"Could not write all bytes to file: {os.strerror(errno.ENOSPC)}")
    with pytest.raises(UnwritableFile, match="the disk is full: free some room") as told:
        open_engine(kept=tmp_path)
    assert str(tmp_path) in str(told.value)


def test_another_refusal_keeps_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, "Could not set lock on file")
    with pytest.raises(UsageError, match="Could not set lock"):
        open_engine(kept=tmp_path)
