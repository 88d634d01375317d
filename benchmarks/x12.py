"""Speed and memory of reading claims or remittances, beside a floor in the same run: Python's split into elements.

python benchmarks/x12.py                   20,000 claims, made here
python benchmarks/x12.py --claims 100000   as many claims as wanted
python benchmarks/x12.py --file big.837    a file that is there already
python benchmarks/x12.py --remittances     remittances in place of claims

Prints a table in Markdown. Each way runs in a process of its own, in turn, so that a drift of the machine hits all
alike; the ratio is the figure to compare.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CODES = (("S9500", "SH", 2), ("J0696", "JZ", 56), ("99601", "", 1), ("S5501", "", 7))

MEASURE = """
import json, resource, sys, time
before = time.perf_counter(), time.process_time()
{body}
after = time.perf_counter(), time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([after[0] - before[0], after[1] - before[1], peak, found]))
"""
SPLIT = MEASURE.format(
    body="""
found = 0
rest = ""
with open(sys.argv[1], encoding="ascii") as file:
    while block := file.read(2 << 20):
        *segments, rest = (rest + block).split("~")
        for segment in segments:
            elements = segment.split("*")
            found += elements[0] in ("CLM", "CLP")
"""
)
IMPORT = "import perdiem.readers.x12\nimport perdiem.readers.x12 as x12\n"
READ = IMPORT + MEASURE.format(
    body="""
reading = x12.read_claims(sys.argv[1])
for batch in reading:
    pass
found = reading.files[0].claims
"""
)
PAID = READ.replace("read_claims", "read_remittances")
PARQUET = IMPORT + "import pyarrow.parquet as pq\nimport os\n" + MEASURE.format(
    body="""
writers = {}
reading = x12.read_claims(sys.argv[1])
for batch in reading:
    for name, rows in batch.tables.items():
        if name not in writers:
            writers[name] = pq.ParquetWriter(f"{sys.argv[1]}.{name}.parquet", rows.schema, compression="zstd")
        writers[name].write_batch(rows)
for writer in writers.values():
    writer.close()
found = reading.files[0].claims
"""
)  # fmt: skip


def segments_of(claims: int, seed: int = 837) -> Iterator[str]:
    """A claim file: four lines a claim, every tenth claim with another payor, 100 claims a transaction."""
    draw = random.Random(seed)
    yield f"ISA*00*{'':10}*00*{'':10}*ZZ*{'SENDER':<15}*ZZ*{'RECEIVER':<15}*250401*0830*^*00501*000000001*0*T*:"
    yield "GS*HC*SENDER*RECEIVER*20250401*0830*1*X*005010X222A1"
    sets = 0
    for first in range(0, claims, 100):
        sets += 1
        inside = list(_transaction(draw, first, min(100, claims - first)))
        yield f"ST*837*{sets:04d}*005010X222A1"
        yield from inside
        yield f"SE*{len(inside) + 2}*{sets:04d}"
    yield f"GE*{sets}*1"
    yield "IEA*1*000000001"


def _transaction(draw: random.Random, first: int, count: int) -> Iterator[str]:
    yield from ("BHT*0019*00*B1*20250401*0830*CH", "NM1*41*2*SENDER*****46*S1", "NM1*40*2*RECEIVER*****46*R1")
    yield from ("HL*1**20*1", "PRV*BI*PXC*3336H0001X", "NM1*85*2*NORTH INFUSION*****XX*1234567893", "N3*1 MAIN ST")
    yield from ("N4*ERIE*PA*165010000", "REF*EI*123456789")
    for number in range(count):
        serial = first + number
        yield from (f"HL*{number + 2}*1*22*0", f"SBR*P*18*GRP{serial % 97}******CI")
        yield from (f"NM1*IL*1*DOE{serial % 1009}*JANE*A***MI*M{serial:09d}", "N3*7317 2ND AVE", "N4*SALEM*OR*97301")
        yield from ("DMG*D8*19700102*F", "NM1*PR*2*SUMMIT PLAN*****PI*SVHP1")
        charges = [draw.randint(1_000, 900_000) for _ in CODES]
        yield f"CLM*C{serial:09d}*{sum(charges) / 100:.2f}***12:B:1*Y*A*Y*Y"
        yield from (f"REF*G1*PA{serial:09d}", "HI*ABK:A419*ABF:Z452*ABF:E119")
        if serial % 10 == 0:
            yield from ("SBR*P*18*OTH1******MB", "CAS*CO*45*30*1*97*5.5", "AMT*D*110", "NM1*IL*1*DOE*JANE****MI*X9")
            yield from ("NM1*PR*2*MEDICARE*****PI*MCR1", "DTP*573*D8*20250301")
        for line, ((code, modifier, units), cents) in enumerate(zip(CODES, charges, strict=True), 1):
            yield f"LX*{line}"
            yield f"SV1*HC:{code}{':' * bool(modifier)}{modifier}*{cents / 100:.2f}*UN*{units}***1:2:3"
            yield from ("DTP*472*RD8*20250106-20250119", f"REF*6R*L{serial:09d}{line:03d}")
            if code.startswith("J"):
                yield from ("LIN**N4*00409733501", f"CTP****{units / 4}*UN")


def remitted(claims: int, seed: int = 835) -> Iterator[str]:
    """A remittance file: four lines a claim, with adjustments, 500 claims a payment; every sum balances."""
    draw = random.Random(seed)
    yield f"ISA*00*{'':10}*00*{'':10}*ZZ*{'SENDER':<15}*ZZ*{'RECEIVER':<15}*250401*0830*^*00501*000000001*0*T*:"
    yield "GS*HP*SENDER*RECEIVER*20250401*0830*1*X*005010X221A1"
    sets = 0
    for first in range(0, claims, 500):
        sets += 1
        inside, paid = [], 0
        for serial in range(first, min(claims, first + 500)):
            charges = [draw.randint(1_000, 900_000) for _ in CODES]
            lines = [(charge, charge // 3, charge // 10) for charge in charges]
            claim_paid = sum(charge - off - patient for charge, off, patient in lines)
            paid += claim_paid
            inside.append(
                f"CLP*C{serial:09d}*1*{sum(charges) / 100:.2f}*{claim_paid / 100:.2f}**12*ICN{serial:09d}*12*1"
            )
            inside += [f"NM1*QC*1*DOE{serial % 1009}*JANE*A***MI*M{serial:09d}", "DTM*232*20250106", "AMT*AU*100"]
            for line, ((code, modifier, units), (charge, off, patient)) in enumerate(zip(CODES, lines, strict=True), 1):
                service = f"HC:{code}{':' * bool(modifier)}{modifier}"
                inside.append(f"SVC*{service}*{charge / 100:.2f}*{(charge - off - patient) / 100:.2f}**{units}")
                inside += ["DTM*472*20250106", f"CAS*CO*45*{off / 100:.2f}", f"CAS*PR*2*{patient / 100:.2f}"]
                inside += [f"REF*6R*L{serial:09d}{line:03d}", f"AMT*B6*{(charge - off) / 100:.2f}", "LQ*HE*N19"]
        head = [f"BPR*I*{paid / 100:.2f}*C*ACH************20250115", f"TRN*1*T{sets}*1512345678", "N1*PR*SUMMIT PLAN",
                "N1*PE*NORTH INFUSION*XX*1234567893", "LX*1"]  # fmt: skip
        yield from (f"ST*835*{sets:04d}", *head, *inside, f"SE*{len(head) + len(inside) + 2}*{sets:04d}")
    yield f"GE*{sets}*1"
    yield "IEA*1*000000001"


def measured(code: str, *arguments: str) -> tuple[float, float, float, int]:
    """Wall seconds, CPU seconds, peak megabytes, and claims found."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    wall, cpu, peak, found = json.loads(done.stdout)
    return wall, cpu, peak, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--remittances", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.837"
        if options.file:
            path.symlink_to(options.file.resolve())
        else:
            made = remitted if options.remittances else segments_of
            path.write_text("~".join(made(options.claims)) + "~", encoding="ascii")
        ways = {"remittances to tables": PAID} if options.remittances else {
            "claims to tables": READ,
            "claims to tables to zstd Parquet": PARQUET,
        }  # fmt: skip
        print(table(path, ways, options.runs))


def table(path: Path, readers: dict[str, str], runs: int) -> str:
    size = path.stat().st_size / 1e6
    ways = {"Python's split (the floor)": (SPLIT, str(path))}
    ways |= {name: (way, str(path)) for name, way in readers.items()}
    found: dict[str, list[tuple[float, float, float, int]]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            found[name].append(measured(*way))
    claims = {each[3] for results in found.values() for each in results}
    assert len(claims) == 1, f"the ways disagree on the claims: {claims}"
    lines = [
        f"{size:,.0f} MB, {claims.pop():,} claims, {runs} runs in turn.",
        "",
        "| way | MB/s best | MB/s median | MB per CPU second, median | peak memory, MB | CPU speed to floor |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    floor = statistics.median(each[1] for each in found["Python's split (the floor)"])
    for name, results in found.items():
        wall = statistics.median(each[0] for each in results)
        cpu = statistics.median(each[1] for each in results)
        best, peak = min(each[0] for each in results), max(each[2] for each in results)
        cells = [name, *(f"{size / seconds:,.0f}" for seconds in (best, wall, cpu)), f"{peak:,.0f}"]
        lines.append(f"| {' | '.join(cells)} | {floor / cpu:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
