"""Speed and memory of opening a book out of tables, beside a floor in the same run: DuckDB reading the file as text.

python benchmarks/tables.py                    1,000,000 claim lines, made here
python benchmarks/tables.py --lines 10000000   as many lines as wanted
python benchmarks/tables.py --memory 1GB       under a memory limit

Prints a table in Markdown. Each way runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MADE = """
SELECT 'C' || lpad(CAST(i // 4 AS VARCHAR), 9, '0') AS claim_id, i % 4 + 1 AS claim_line_number,
  'professional' AS claim_type, '1' AS claim_frequency_code, 'SUMMIT PLAN' AS payer, 'SVHP1' AS payer_id,
  'M' || lpad(CAST(i // 40 AS VARCHAR), 8, '0') AS member_id, '18' AS patient_relationship_code,
  DATE '2025-01-01' + CAST(i % 300 AS INTEGER) AS claim_start_date,
  DATE '2025-01-08' + CAST(i % 300 AS INTEGER) AS claim_end_date,
  DATE '2025-01-01' + CAST(i % 300 AS INTEGER) AS claim_line_start_date,
  DATE '2025-01-07' + CAST(i % 300 AS INTEGER) AS claim_line_end_date,
  '12' AS place_of_service_code, ['S9500', 'J0696', '99601', 'S5501'][i % 4 + 1] AS hcpcs_code,
  'SH' AS hcpcs_modifier_1, CAST(i % 56 + 1 AS DECIMAL(18,4)) AS service_unit_quantity, 'UN' AS service_unit_code,
  CAST(i % 9000 + 10.25 AS DECIMAL(18,2)) AS charge_amount, CAST(4000 AS DECIMAL(18,2)) AS claim_charge_amount,
  '00409733501' AS ndc, '1234567893' AS billing_npi, 'NORTH INFUSION' AS billing_name, '123456789' AS billing_tin,
  'icd-10-cm' AS diagnosis_code_type, 'A419' AS diagnosis_code_1, 'Z452' AS diagnosis_code_2
FROM range({lines}) AS r(i)
"""
MEASURE = """
import json, resource, sys, time
{imports}
before = time.perf_counter(), time.process_time()
{body}
after = time.perf_counter(), time.process_time()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([after[0] - before[0], after[1] - before[1], peak, found]))
"""
OPENED = MEASURE.format(
    imports="from perdiem.engine.duckdb import open_engine\nfrom perdiem.readers.book import open_book",
    body="""
with open_book([], tables={"claim_line": sys.argv[1]}, engine=open_engine(memory_limit=sys.argv[2])) as opened:
    found = opened.book.count("claim_line")
""",
)
FLOOR = MEASURE.format(
    imports="import duckdb, os",
    body="""
way = "read_parquet" if sys.argv[1].endswith("parquet") else "read_csv"
more = "" if way == "read_parquet" else ", all_varchar = true"
with duckdb.connect(sys.argv[1] + ".db", config={"memory_limit": sys.argv[2]}) as connection:
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"CREATE TABLE t AS SELECT * FROM {way}('{sys.argv[1]}'{more})")
    found = connection.execute("SELECT count(*) FROM t").fetchone()[0]
os.remove(sys.argv[1] + ".db")
""",
)


def measured(code: str, *arguments: str) -> tuple[float, float, float, int]:
    """Wall seconds, CPU seconds, peak megabytes, and lines found."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    wall, cpu, peak, found = json.loads(done.stdout)
    return wall, cpu, peak, found


def main() -> None:
    import duckdb

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--memory", default="4GB")
    options = parser.parse_args()
    print(f"{options.lines:,} claim lines, memory limit {options.memory}.\n")
    print("| way | seconds | CPU seconds | lines a second | peak memory, MB |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for ending, form in (("csv", "FORMAT csv"), ("parquet", "FORMAT parquet, COMPRESSION zstd")):
            path = Path(folder) / f"claim_line.{ending}"
            duckdb.execute(f"COPY ({MADE.format(lines=options.lines)}) TO '{path}' ({form})")
            for name, way in ((f"{ending} copied by DuckDB as it is", FLOOR), (f"{ending} opened as a book", OPENED)):
                wall, cpu, peak, found = measured(way, str(path), options.memory)
                assert found == options.lines, f"{name}: {found} of {options.lines} lines"
                cells = [name, f"{wall:.1f}", f"{cpu:.1f}", f"{found / wall:,.0f}", f"{peak:,.0f}"]
                print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
