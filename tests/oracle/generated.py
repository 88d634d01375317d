"""Contracts and books drawn by a seed, for the oracle, the program and the comparison of both.

`agreement(random)` and `book(random)` give what `decide` takes; the same seed gives the same. A contract is written
as a file with its amendments and read as any contract is. Rows carry the declared columns that adjudication looks at.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from perdiem.model.contract import Agreement
from perdiem.readers.contract_file import read_contract
from tests.oracle import generated_tables as tables
from tests.oracle.generated_claims import BEGIN, WEEKS, Row, claim_of
from tests.oracle.generated_terms import amended_terms, terms

TABLES = {
    "eligibility": tables.eligibility,
    "authorization_item": tables.authorizations,
    "encounter": tables.encounters,
    "prescription": tables.prescriptions,
    "administration": tables.administrations,
    "price": tables.prices,
}


def agreement(random: Random) -> Agreement:
    """A contract of one version, or of several that begin within the book's days; a few end or begin there."""
    base = terms(random)
    if random.random() < 0.06:
        base["effective"] = {random.choice(["from", "to"]): str(BEGIN + timedelta(random.choice([20, 26])))}
    first_days = random.sample(range(3, 7 * WEEKS), random.choices([0, 1, 2], [6, 3, 1])[0])
    amendments = {
        f"amendment-{number}.yaml": {
            "contract": f"generated-{number}",
            "amends": base["contract"],
            "effective": {"from": str(BEGIN + timedelta(day))},
            **amended_terms(random),
        }
        for number, day in enumerate(sorted(first_days), start=1)
        if "effective" not in base
    }
    if amendments:
        base["amendments"] = list(amendments)
    return _read({"generated.yaml": base, **amendments})


def _read(files: dict[str, dict[str, Any]]) -> Agreement:
    """The agreement of files by name, the contract's own first. Raises FaultsFound where a file is wrong."""
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            with (Path(folder) / name).open("w", encoding="utf-8") as file:
                YAML(typ="safe", pure=True).dump(data, file)
        return read_contract(Path(folder) / next(iter(files)))


def book(random: Random, claims: int = 8) -> dict[str, list[Row]]:
    """Claim lines, mostly prices, and each other table with an even chance."""
    lines: list[Row] = []
    for number in range(claims):
        lines.extend(claim_of(random, f"K{number}", lines))
    found = {"claim_line": lines}
    for name, make in TABLES.items():
        if random.random() < (0.85 if name == "price" else 0.5):
            found[name] = make(random)
    if random.random() < 0.4:
        found |= tables.other_payers(random, lines)
    return found
