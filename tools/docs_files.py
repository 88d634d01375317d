"""Files that the examples of the pages need, made anew for each run."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import openpyxl
from docs_markdown import ROOT

FILES = ROOT / "tests" / "docs" / "files"
DEMO = ROOT / "src" / "perdiem" / "demo"


def prepare(name: str, folder: Path) -> None:
    """Put the files that a page asks for by name into the folder. Raises KeyError for an unknown name."""
    SETS[name](folder)


def workbook(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """A sheet of a workbook, numbers as numbers, as a person would type it: `rates.xlsx`, `claims.xlsx!claim_line`.

    A workbook that is there gets the sheet as one more.
    """
    path, title = path.with_name(path.name.partition("!")[0]), path.name.partition("!")[2] or "Rates"
    if path.exists():
        book = openpyxl.load_workbook(path)
        sheet = book.create_sheet(title)
    else:
        book = openpyxl.Workbook()
        active = book.active
        assert active is not None
        sheet = active
        sheet.title = title
    for row in rows:
        sheet.append([_typed(cell) for cell in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _typed(cell: str) -> str | float | None:
    if cell.replace(".", "", 1).isdigit():
        return float(cell) if "." in cell else int(cell)
    return cell or None


def _demo_contracts(folder: Path) -> None:
    """What `perdiem demo` leaves in perdiem-demo/contracts."""
    shutil.copytree(ROOT / "contracts", folder / "perdiem-demo" / "contracts")


def _contracts(folder: Path) -> None:
    """The contracts as they stand in the repository."""
    shutil.copytree(ROOT / "contracts", folder / "contracts")


def _policies(folder: Path) -> None:
    """Two policies: a Word file made from a text, and a page saved from a browser."""
    inside = folder / "policies"
    inside.mkdir()
    document = docx.Document()
    for line in (FILES / "home-infusion-policy.txt").read_text("utf-8").split("\n\n"):
        document.add_paragraph(" ".join(line.split()))
    document.save(str(inside / "home-infusion-policy.docx"))
    shutil.copy(FILES / "nutrition-policy.html", inside)


def _release(folder: Path) -> None:
    """A workbook in the layout of a CMS release, with three codes."""
    shutil.copy(FILES / "hcpcs-release.txt", folder / "hcpcs-january-2027.txt")


def _contract(folder: Path) -> None:
    """A contract of an invented payor and an invented pharmacy."""
    shutil.copy(DEMO / "meridian.yaml", folder)


def _pas_request(folder: Path) -> None:
    """A request for prior authorization and an inquiry about it, as FHIR bundles."""
    for name in ("request", "inquiry"):
        shutil.copy(FILES / f"pas-{name}.json", folder / f"{name}.json")


def _march(folder: Path) -> None:
    """That contract, and in march/ a small book: claims of three invented members, and what the payor knows."""
    _contract(folder)
    shutil.copytree(DEMO / "march", folder / "march")


def _claim_file(folder: Path) -> None:
    """A claim file with one claim that can be read and one that cannot; the people are invented."""
    shutil.copy(DEMO / "march.837", folder)


def _rate_files(folder: Path) -> None:
    """Rate files of three invented payors, a table of contents, and two files that are damaged; a contract to place."""
    sys.path.insert(0, str(ROOT))  # the payors are those of the tests
    from tests.unit.rate_file.payors import MERIDIAN, document, item, price, written

    paths = written(folder)
    plan = {"plan_name": "Meridian PPO", "plan_id_type": "ein", "plan_id": "98-7654321", "plan_market_type": "group"}
    files = [{"description": path.stem, "location": f"https://plan.example/{path.name}.gz"} for path in paths]
    entry = {"reporting_plans": [plan], "in_network_files": files}
    contents = {"reporting_entity_name": "Meridian Health Plan", "reporting_entity_type": "insurer", "version": "2.0.0",
                "last_updated_on": "2026-10-01", "reporting_structure": [entry]}  # fmt: skip
    (folder / "contents.json").write_text(json.dumps(contents), encoding="utf-8")
    rates = [{"provider_references": [0], "negotiated_prices": [price("99", negotiated_type="per_diem")]}]
    text = json.dumps(document(MERIDIAN, [item("S9500", rates), item("S9501", rates), item("S9502", rates)]))
    damaged = text.replace('"billing_code": "S9501",', '"billing_code": "S9501"').replace("99.0", '"99.00"', 1)
    (folder / "damaged.json").write_text(damaged, encoding="utf-8")
    (folder / "page.json.gz").write_text("<!DOCTYPE html><title>Access denied</title>", encoding="utf-8")
    shutil.copy(ROOT / "contracts" / "model.yaml", folder)


SETS: dict[str, Callable[[Path], None]] = {
    "demo contracts": _demo_contracts,
    "contracts": _contracts,
    "policies": _policies,
    "hcpcs release": _release,
    "contract": _contract,
    "pas request": _pas_request,
    "march": _march,
    "claim file": _claim_file,
    "rate files": _rate_files,
}
