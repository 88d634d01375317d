"""Rate files with bytes changed, cut out or doubled: never a crash, and every loss is told."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.model.rate_faults import RATE_FAULTS
from perdiem.model.rate_file import PUBLISHED_RATE
from perdiem.readers.rate_file import Wanted, open_rates
from perdiem.writers.tables.files import write_parquet
from tests.unit.rate_file.files import GROUP, document, item

REFERENCED = {"provider_group_id": 1, "provider_groups": [GROUP], "network_name": ["x"]}
CONTENTS = {
    "reporting_entity_name": "x",
    "version": "1",
    "reporting_structure": [
        {
            "reporting_plans": [{"plan_name": "p"}],
            "in_network_files": [{"description": "d", "location": "https://x/y.json"}],
        }
    ],
}
SERVICE = {
    "description": "d",
    "code_information": [{"code": "S9500", "type": "HCPCS"}],
    "standard_charges": [{"setting": "both", "gross_charge": 1}],
}
TABLE = """hospital_name,last_updated_on,version
x,2026-01-01,2.0.0
description,code|1,code|1|type,setting,standard_charge|gross
"a, b",S9500,HCPCS,both,12.5
"""
SEEDS = [
    json.dumps(document(item(), item("S9365"), provider_references=[REFERENCED])).encode(),
    json.dumps(document(item(bundled_codes=[{"billing_code_type": "HCPCS", "billing_code": "S9500"}]))).encode(),
    json.dumps(CONTENTS).encode(),
    json.dumps({"hospital_name": "x", "version": "2.0.0", "standard_charge_information": [SERVICE]}).encode(),
    TABLE.encode(),
]
changes = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 12),
        st.sampled_from([b"", b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\xff", b"0", b"NaN", b"\x00"]),
    ),
    min_size=1,
    max_size=4,
)


def changed(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """The file with some stretches replaced."""
    for place, length, put in edits:
        at = int(place * len(seed))
        seed = seed[:at] + put + seed[at + length :]
    return seed


@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(changes, min_size=20, max_size=25))
def test_damaged_files_are_read_as_far_as_they_go(drawn: list[list[tuple[float, int, bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, edits in enumerate(drawn):  # each of the files several times
            (Path(folder) / f"{number:02}").write_bytes(changed(SEEDS[number % len(SEEDS)], edits))
        with open_rates([folder], wanted=Wanted(None)) as opened:
            files = opened.reading.files
            assert len(files) == len(drawn)
            assert all(file.is_whole or file.faults for file in files)
            assert all(fault in RATE_FAULTS for file in files for fault in file.faults)
            assert opened.book.count("published_rate") == sum(
                file.rows for file in files if file.kind.value != "table of contents"
            )


@settings(
    max_examples=1, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(changes, min_size=8, max_size=12))
def test_damaged_tables_are_told(drawn: list[list[tuple[float, int, bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.json").write_bytes(SEEDS[0])
        with open_rates([Path(folder) / "a.json"]) as opened:
            write_parquet(opened.book, PUBLISHED_RATE, Path(folder) / "a.parquet")
        table = (Path(folder) / "a.parquet").read_bytes()
        (Path(folder) / "a.json").unlink()
        for number, edits in enumerate(drawn):
            (Path(folder) / f"{number:02}.parquet").write_bytes(table[:4] + changed(table[4:], edits))
        with open_rates([folder]) as opened:
            assert all(file.is_whole or file.faults for file in opened.reading.files)
            assert len(list(opened.book.batches(PUBLISHED_RATE))) >= 1
