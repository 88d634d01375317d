"""How much an engine keeps in memory, for a while and after it."""

from __future__ import annotations

import pytest

from perdiem.engine.duckdb import Engine, open_engine


def _allowed(engine: Engine) -> str:
    return str(engine.one("SELECT current_setting('memory_limit')")[0])


@pytest.mark.parametrize(("given", "within"), [("2GB", "128.0 MiB"), ("900MB", "128.0 MiB"), ("60MB", "57.2 MiB")])
def test_an_engine_is_held_to_less_for_a_while(given: str, within: str) -> None:
    with open_engine(memory_limit=given) as engine:
        before = _allowed(engine)
        with engine.held_to(128):
            assert _allowed(engine) == within
        assert _allowed(engine) == before
        with pytest.raises(KeyError), engine.held_to(128):
            raise KeyError
        assert _allowed(engine) == before
