"""Speed and memory of reading in-network rate files, beside a floor in the same run: unpacking the file, and no more.

python benchmarks/rates.py FILE…                  home infusion's codes
python benchmarks/rates.py --codes S9500 FILE…    these codes
python benchmarks/rates.py --write FILE…          with the table written as Parquet
python benchmarks/rates.py --made 100,1000        files made for it, of so many MB, packed with gz: one code in a
                                                  hundred is home infusion's (the goal's case)
python benchmarks/rates.py --made 100 --share 3   the same with one code in three
python benchmarks/rates.py --peer FILE…           beside ijson, where it is installed: whole objects of wanted codes
                                                  only, prices counted, providers not looked up

Prints a table in Markdown; MB are of unpacked JSON. Each way runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from benchmarks.rate_files import SHARE, write_in_network

MEASURE = """
import json, resource, sys, tempfile, time
from pathlib import Path
{imports}
before = time.perf_counter(), time.process_time()
{body}
after = time.perf_counter(), time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([after[0] - before[0], after[1] - before[1], peak, size, rows]))
"""
FLOOR = MEASURE.format(
    imports="from perdiem.readers.rate_file.opening import RateSource",
    body="""
size, rows = 0, 0
with RateSource(sys.argv[1], Path(sys.argv[1])).opened() as stream:
    while block := stream.read(1 << 20):
        size += len(block)
""",
)
READ = MEASURE.format(
    imports="""
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.rate_file import Wanted, open_rates, rates_engine
from perdiem.writers.tables.files import write_parquet
""",
    body="""
codes = Wanted(frozenset(sys.argv[2].split(","))) if sys.argv[2] else None
with open_rates([sys.argv[1]], wanted=codes, engine=rates_engine(None, sys.argv[4])) as opened:
    size, rows = opened.reading.files[0].bytes_read, opened.reading.rows
    if sys.argv[3]:
        with tempfile.TemporaryDirectory() as folder:
            write_parquet(opened.book, PUBLISHED_RATE, Path(folder) / "rates.parquet")
""",
)

PEER = MEASURE.format(
    imports="""
import ijson
from isal import igzip
from perdiem.codes import code_sets
from perdiem.readers.rate_file import wanted_codes
""",
    body="""
wanted, rows = wanted_codes(code_sets()), 0
with igzip.open(sys.argv[1]) as file:
    for item in ijson.items(file, "in_network.item"):
        parts = [item, *item.get("bundled_codes", ()), *item.get("covered_services", ())]
        if any(wanted(part["billing_code"]) for part in parts):
            rows += sum(len(rate["negotiated_prices"]) for rate in item["negotiated_rates"])
    size = file.tell()
""",
)


def measured(program: str, *words: str) -> list[float]:
    """Seconds, processor seconds, peak MB, unpacked bytes, rows; the better of two runs."""
    runs = []
    cached = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", program, *words], check=True, capture_output=True, text=True, env=cached
        )
        runs.append(json.loads(done.stdout))
    return min(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--made", default="", help="sizes in MB, separated by commas")
    parser.add_argument("--share", type=int, default=SHARE, help="one code in so many of a made file is wanted")
    parser.add_argument("--codes", default="")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--memory-limit", default="1GB", help="what the joins may use")
    chosen = parser.parse_args()
    print("| file | MB | unpacking MB/s | reading MB/s | times the floor | CPU s of both | peak MB | rows |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for file in [*chosen.files, *map(int, filter(None, chosen.made.split(",")))]:
            if isinstance(file, int):
                made = Path(folder) / f"made-{file}.json.gz"
                write_in_network(made, file * 1_000_000, chosen.share)
                print(row(made, chosen), flush=True)
                made.unlink()
            else:
                print(row(file, chosen), flush=True)


def row(file: Path, chosen: argparse.Namespace) -> str:
    """The figures of one file."""
    floor = measured(FLOOR, str(file))
    found = measured(READ, str(file), chosen.codes, "write" if chosen.write else "", chosen.memory_limit)
    mega = found[3] / 1e6
    if chosen.peer:
        peer = measured(PEER, str(file))
        print(f"| {file.name}, ijson | {mega:,.0f} | | {mega / peer[0]:,.0f} | {peer[0] / floor[0]:.1f} | {peer[1]:.1f} "
              f"| {peer[2]:,.0f} | {peer[4]:,} prices |")  # fmt: skip
    return (
        f"| {file.name} | {mega:,.0f} | {mega / floor[0]:,.0f} | {mega / found[0]:,.0f} | {found[0] / floor[0]:.2f} "
        f"| {floor[1]:.1f}, {found[1]:.1f} | {found[2]:,.0f} | {found[4]:,} |"
    )


if __name__ == "__main__":
    main()
