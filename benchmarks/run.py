"""Speed of what a person waits for, of reading and of adjudication; writes docs/benchmarks.md.

python benchmarks/run.py            measure and write
python benchmarks/run.py --show     measure and print only

Each figure stands beside a floor or a peer in the same run. The other benchmarks of this folder are run as they are.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
BY_HAND = "<!-- by hand: make bench leaves what follows -->"
RUNS = 7
ROWS = 5_000
CLAIM = """claim_id,claim_line_number,member_id,billing_npi,hcpcs_code,hcpcs_modifier_1,claim_line_start_date,\
claim_line_end_date,service_unit_quantity,charge_amount,place_of_service_code,received_date
A1,1,M1,1000000012,S9365,,2026-03-01,2026-03-07,7,3500.00,12,2026-03-15
A1,2,M1,1000000012,S9500,SH,2026-03-01,2026-03-07,7,1400.00,12,2026-03-15
A1,3,M1,1000000012,B4164,,2026-03-01,2026-03-07,14,280.00,12,2026-03-15
"""


def wall(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def medians(*commands: Sequence[str]) -> list[float]:
    """The median wall seconds of each command, run in turn so that a drift of the machine hits all alike."""
    times: list[list[float]] = [[] for _ in commands]
    for run in range(RUNS + 1):
        for place, command in enumerate(commands):
            seconds = wall(command)
            if run:  # the first run warms the file cache
                times[place].append(seconds)
    return [statistics.median(found) for found in times]


def code(function: Callable[..., object], *arguments: str) -> list[str]:
    call = ", ".join(repr(argument) for argument in arguments)
    return [sys.executable, "-c", f"from benchmarks.run import {function.__name__} as f; f({call})"]


def compose_only(path: str) -> None:
    from ruamel.yaml import YAML

    YAML(typ="safe", pure=True).compose(Path(path).read_text("utf-8"))


def csv_only(path: str) -> None:
    import csv

    with Path(path).open(encoding="utf-8", newline="") as file:
        list(csv.reader(file))


def lasting_codes() -> list[str]:
    """Codes in force from 2015 on without an end."""
    from perdiem.codes import packaged_code_sets

    return [
        code.code
        for code in packaged_code_sets().codes.values()
        if code.in_force.last is None and code.in_force.first and code.in_force.first.year < 2015
    ]


def write_inline(path: Path) -> None:
    codes = lasting_codes()
    rows = []
    for row in range(ROWS // 5):
        first = row % len(codes)
        year = 2026 + row // len(codes)
        rows.append(
            f"  - {{codes: {codes[first]}, rate: {100 + row % 90}.00, per: day, from: {year}-01-01, to: {year}-12-31}}"
        )
    path.write_text("contract: bench\nrates:\n" + "\n".join(rows) + "\n", encoding="utf-8")


def write_sheet(path: Path) -> None:
    codes = lasting_codes()
    lines = ["HCPCS,Rate,Per,From,To"]
    for row in range(ROWS):
        year = 2015 + row // len(codes)
        lines.append(f"{codes[row % len(codes)]},{100 + row % 90}.00,day,{year}-01-01,{year}-12-31")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.with_suffix(".yaml").write_text(f"contract: bench\nrates:\n  - file: {path.name}\n", encoding="utf-8")


def measured() -> list[tuple[str, float, str, float]]:
    """Rows: what, its median seconds, the floor, the floor's median seconds."""
    perdiem = str(Path(sys.executable).with_name("perdiem"))
    published = ROOT / "contracts" / "published"
    one = str(published / "bcbs-texas-2015.yaml")
    rows: list[tuple[str, float, str, float]] = []

    def add(what: str, command: Sequence[str], floor_name: str, floor: Sequence[str]) -> None:
        seconds, least = medians(command, floor)
        rows.append((what, seconds, floor_name, least))
        print(f"{what}: {seconds:.3f} s; {floor_name}: {least:.3f} s", file=sys.stderr)

    python = [sys.executable, "-c", "pass"]
    imports = [sys.executable, "-c", "import typer, pydantic, ruamel.yaml, rich.console"]
    add("`perdiem --help`", [perdiem, "--help"], "Python starting", python)
    add("`perdiem explain 7`", [perdiem, "explain", "7"], "Python starting", python)
    add("`perdiem review` of one contract", [perdiem, "review", one], "importing its libraries", imports)
    with tempfile.TemporaryDirectory() as folder:
        html = str(Path(folder) / "r.html")
        everything = [perdiem, "review", str(published), str(ROOT / "contracts" / "model.yaml"), "-o", html]
        add("`perdiem review` of 8 contracts to HTML", everything, "importing its libraries", imports)
        inline, sheet = Path(folder) / "inline.yaml", Path(folder) / "sheet.csv"
        write_inline(inline)
        write_sheet(sheet)
        add(
            f"`perdiem check`, {ROWS // 5:,} rates inline", [perdiem, "check", str(inline)],
            "the YAML library composing the text", code(compose_only, str(inline)),
        )  # fmt: skip
        add(
            f"`perdiem check`, {ROWS:,} rates in a CSV sheet", [perdiem, "check", str(sheet.with_suffix(".yaml"))],
            "Python's csv reading the file", code(csv_only, str(sheet)),
        )  # fmt: skip
        claims = Path(folder) / "claim_line.csv"
        claims.write_text(CLAIM, encoding="utf-8")
        model = str(ROOT / "contracts" / "model.yaml")
        story = [perdiem, "explain", "--claim", "A1", "--contract", model, str(claims)]
        engines = [sys.executable, "-c", "import duckdb, pyarrow, typer, pydantic, ruamel.yaml"]
        add("`perdiem explain --claim`, cold", story, "importing its libraries", engines)
    return rows


def page(rows: Sequence[tuple[str, float, str, float]], sections: Mapping[str, str]) -> str:
    """The page anew. What a person wrote about a figure, and sections of longer runs, stay as `sections` has them."""
    day = datetime.now(tz=UTC).date()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    lines = [
        "# Benchmarks",
        "",
        (
            "Whole processes, wall time, median of "
            f"{RUNS} runs after a warm-up, each beside its floor in turn; written by `make bench`."
        ),
        "The ratio is the figure to compare: a machine's own speed is not stable.",
        "",
        f"Measured {day} on {machine}.",
        "",
        "| what | seconds | floor | floor's seconds | ratio | goal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    goals = {
        "`perdiem --help`": "< 0.4 s",
        "`perdiem review` of one contract": "< 1 s",
        "`perdiem explain --claim`, cold": "< 1 s",
    }
    for what, seconds, floor, least in rows:
        lines.append(
            f"| {what} | {seconds:.2f} | {floor} | {least:.2f} | {seconds / least:.1f} | {goals.get(what, '')} |"
        )
    for title, said, command in OTHERS:
        print(f"{title} …", file=sys.stderr)
        found = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True).stdout
        lines += ["", f"## {title}", "", said, "", f"`python {' '.join(command)}`, {day}", "", found.strip()]
        if title in sections and BY_HAND in sections[title]:
            lines += ["", BY_HAND, "", sections[title].split(BY_HAND)[1].strip()]
    titles = {title for title, _, _ in OTHERS}
    for title, text in sections.items():
        if title not in titles:
            lines += ["", f"## {title}", "", text.strip()]
    return "\n".join(lines) + "\n"


def sections_of(text: str) -> dict[str, str]:
    """What stands under each heading of the page."""
    return {title.strip(): rest for title, _, rest in (part.partition("\n") for part in text.split("\n## ")[1:])}


OTHERS = (
    (
        "Reading claim files",
        "837P to all tables of the book, beside Python's split into segments and elements; goal: 0.6 of it on one core.",
        ("benchmarks/x12.py", "--claims", "50000"),
    ),
    (
        "Reading remittances",
        "835 to its tables, beside the same floor.",
        ("benchmarks/x12.py", "--claims", "20000", "--remittances"),
    ),
    (
        "Adjudication",
        "Goals: 12 times the oracle, 40 times a rules engine, flat cost a line, and as fast an edit as eight by hand.",
        ("benchmarks/adjudication.py", "--lines", "1000000"),
    ),
    (
        "Authorization endpoint",
        "One worker, requests of 25 kB over loopback; goals: 5 ms CPU on SQLite, 8 on PostgreSQL, p99 under 60 ms at 100/s.",
        ("benchmarks/authorization.py",),
    ),
    (
        "Reading published rate files",
        "Home infusion's rates out of an in-network file packed with gz, beside unpacking it; goal: 1.3 times, 200 MB.",
        ("benchmarks/rates.py", "--made", "100,1000"),
    ),
    (
        "Measures",
        "All measures in one pass over a synthetic book; goal: 20 million lines in 3 minutes on 2 cores, 4 GB.",
        ("benchmarks/measures.py", "200000", "--memory", "4GB"),
    ),
    (
        "Impact",
        "The book decided twice and ten thousand draws; goal: a minute for a million lines.",
        ("benchmarks/impact.py", "--lines", "1000000"),
    ),
)

if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = str(ROOT)
    found = page(measured(), sections_of(PAGE.read_text("utf-8")) if PAGE.exists() else {})
    print(found)
    if "--show" not in sys.argv:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(found, encoding="utf-8")
