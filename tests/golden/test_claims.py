"""What adjudication says of a small book, word for word: a claim's story, a run, two contracts.

Where a change is meant, write the texts anew: `PERDIEM_GOLDEN=write .venv/bin/pytest tests/golden`, and read the
difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.texts import same
from tests.unit.faces.conftest import Perdiem
from tests.unit.faces.conftest import perdiem as perdiem  # noqa: PLC0414 - the fixture

HERE = Path(__file__).parent / "claims"
BOOK = ("claim_line.csv", "authorization_item.csv")


@pytest.fixture
def inside(perdiem: Perdiem, monkeypatch: pytest.MonkeyPatch) -> Perdiem:
    """Commands in the folder of the files, so that the texts hold no folder of this machine."""
    monkeypatch.chdir(HERE)
    return perdiem


def test_the_story_of_a_claim(inside: Perdiem) -> None:
    ran = inside("explain", "--claim", "A-1001", "--contract", "contract.yaml", *BOOK)
    assert ran.code == 0, ran.err
    same(HERE / "story.txt", ran.out)


def test_the_reconciliation_of_a_run(inside: Perdiem, tmp_path: Path) -> None:
    ran = inside("adjudicate", "contract.yaml", *BOOK, "-o", tmp_path / "out")
    assert ran.code == 0, ran.err
    same(HERE / "run.txt", ran.out)
    same(HERE / "run.json", (tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))


def test_the_same_claims_under_two_contracts(inside: Perdiem) -> None:
    ran = inside("compare", "contract.yaml", "amended.yaml", "--book", BOOK[0], "--book", BOOK[1])
    assert ran.code == 0, ran.err
    same(HERE / "compared.txt", ran.out)
