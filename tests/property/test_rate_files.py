"""In-network files of every shape, generated: the reader gives the rows of the slow exact reference."""

from __future__ import annotations

import gzip
import json
import re
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.readers.rate_file import Wanted, open_rates
from tests.oracle_rates import in_network

CODES = ("S9500", "S9365", "99601", "J0696", "27447", "CSTM-00")
WANTED = frozenset({"S9500", "99601"})
words = st.sampled_from(
    [
        "plain", "é ☃ 😀", 'quote " inside', "brace } ] { [", "back \\", '\\"billing_code\\":"S9500"', "tab\there",
        '{"billing_code": "S9500", "negotiated_rates": []}', '}]},{"negotiation_arrangement":"ffs"',
        '"provider_group_id": 1', "", "line\nbreak", "\\\\\\", "billing_code",
    ]
)  # fmt: skip
numbers = st.sampled_from(["1", "260.30", "0.1", "1e2", "12.3456789", "0", "99999999.999999", "-4.5", "1.0E-3", "33.3"])
ids = st.sampled_from(["0", "1", "2", "40.0000000001", "40.0000000002", "7.0"])
npis = st.lists(st.sampled_from([0, 1234567893, 1111111111, 1508123454]), max_size=3)


class Number(float):
    """A number that is written as it was drawn."""

    def __new__(cls, text: str) -> Number:
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __repr__(self) -> str:
        return self.text


@st.composite
def objects(draw: Any, required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object whose keys stand in any order, and whose optional ones may be missing."""
    drawn = {key: draw(value) for key, value in required.items()}
    for key, value in (optional or {}).items():
        if draw(st.booleans()):
            drawn[key] = draw(value)
    return {key: drawn[key] for key in draw(st.permutations(list(drawn)))}


tins = objects({"type": st.sampled_from(["ein", "npi"]), "value": st.sampled_from(["11-1111111", "1234567893"])},
               {"business_name": words})  # fmt: skip
groups = st.lists(objects({"npi": npis, "tin": tins}), max_size=2)
prices = objects(
    {
        "negotiated_type": st.sampled_from(["negotiated", "per diem", "percentage"]),
        "negotiated_rate": numbers.map(Number),
        "expiration_date": st.sampled_from(["2026-12-31", "9999-12-31", "soon", "2026-02-30"]),
        "billing_class": st.sampled_from(["professional", "institutional"]),
    },
    {
        "service_code": st.lists(st.sampled_from(["12", "49", "CSTM-00"]), max_size=2),
        "billing_code_modifier": st.lists(st.sampled_from(["SH", "SS"]), max_size=2),
        "additional_information": words,
        "setting": st.sampled_from(["outpatient", "both"]),
    },
)
rates = objects(
    {"negotiated_prices": st.lists(prices, max_size=2)},
    {"provider_references": st.lists(ids.map(Number), max_size=3), "provider_groups": groups},
)
contained = st.lists(
    objects(
        {
            "billing_code_type": st.just("HCPCS"),
            "billing_code_type_version": st.just("2025"),
            "billing_code": st.sampled_from(CODES),
            "description": words,
        }
    ),
    max_size=3,
)
items = objects(
    {
        "negotiation_arrangement": st.sampled_from(["ffs", "bundle"]),
        "name": words,
        "billing_code_type": st.sampled_from(["HCPCS", "CPT"]),
        "billing_code_type_version": st.just("2025"),
        "billing_code": st.sampled_from(CODES),
        "description": words,
        "negotiated_rates": st.lists(rates, max_size=3),
    },
    {"bundled_codes": contained, "covered_services": contained, "a_new_key": st.just({"billing": [1, {"x": "}"}]})},
)
references = objects(
    {"provider_group_id": ids.map(Number)}, {"provider_groups": groups, "network_name": st.lists(words, max_size=2)}
)
documents = objects(
    {
        "reporting_entity_name": words,
        "reporting_entity_type": st.just("insurer"),
        "last_updated_on": st.just("2026-02-01"),
        "version": st.sampled_from(["1.6.1", "2.0.0"]),
        "in_network": st.lists(items, max_size=4),
    },
    {"provider_references": st.lists(references, max_size=4), "plan_name": words, "plan_id": st.just("12")},
)
styles = st.sampled_from([{"separators": (",", ":")}, {"indent": 2}, {"indent": "\t", "separators": (" ,", " : ")}])
packings = st.sampled_from(["plain", "bom", "gz", "two gz", "zip"])


files = st.tuples(documents, styles, packings, st.booleans(), st.none() | st.randoms(use_true_random=False))


def written(
    document: Any, style: dict[str, Any], packing: str, ascii_only: bool, spelling: Random | None, path: Path
) -> None:
    """Writes the document as a file; `spelling` draws which letters of keys are escaped, none without it."""
    text = json.dumps(document, ensure_ascii=ascii_only, **style).encode()
    if spelling is not None:
        text = re.sub(rb'(?<!\\)"[a-z_]+"(?=\s*:)', lambda key: b'"' + _spelled(key[0][1:-1], spelling) + b'"', text)
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.json", text)
        return
    half = len(text) // 2
    packed = {
        "plain": text,
        "bom": b"\xef\xbb\xbf" + text,
        "gz": gzip.compress(text),
        "two gz": gzip.compress(text[:half]) + gzip.compress(text[half:]),
    }
    path.write_bytes(packed[packing])


def _spelled(key: bytes, spelling: Random) -> bytes:
    return "".join(spelling.choice(("%c", "%c", "%c", "\\u%04x", "\\u%04X")) % each for each in key).encode()


def read(folder: Path, wanted: frozenset[str] | None) -> dict[str, Counter[tuple[Any, ...]]]:
    """The reader's rows by the name of the file."""
    found: dict[str, Counter[tuple[Any, ...]]] = defaultdict(Counter)
    with open_rates([folder], wanted=Wanted(wanted)) as opened:
        assert opened.reading.is_whole
        assert opened.reading.rows == opened.book.count("published_rate")
        columns = ", ".join(in_network.COLUMNS)
        query = f"SELECT source_file, {columns} FROM book.published_rate"
        for name, *row in opened.book.engine.run(query).fetchall():
            found[Path(name.partition("!")[0]).name][tuple(row)] += 1
    return found


LIMITS = {
    "perdiem.readers.rate_file.blocks.BLOCK": 300,
    "perdiem.readers.rate_file.objects.HISTORY": 1800,
    "perdiem.readers.rate_file.objects.LARGEST": 1800,
    "perdiem.readers.rate_file.objects.STEPS": (64, 700, 2500),
    "perdiem.readers.rate_file.large.PIECE": 70,
    "perdiem.readers.rate_file.large.PART": 400,
    "perdiem.readers.rate_file.in_network.ITEMS": 1000,
    "perdiem.readers.rate_file.in_network.REFERENCES": 1000,
}
"""Limits so small that generated objects are larger than memory may hold."""


@pytest.fixture(params=["the usual limits", "tiny limits"], scope="module")
def limits(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, limit in LIMITS.items() if request.param == "tiny limits" else ():
            patch.setattr(name, limit)
        yield


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink a dozen files takes many minutes
)
@pytest.mark.usefixtures("limits")
@given(st.lists(files, min_size=8, max_size=12), st.sampled_from([WANTED, None]))
def test_files_of_any_shape_give_the_rows_of_the_slow_reference(
    drawn: list[Any], wanted: frozenset[str] | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        expected = {}
        for number, (document, style, packing, ascii_only, spelling) in enumerate(drawn):
            name = f"{number}.json"
            written(document, style, packing, ascii_only, spelling, Path(folder) / name)
            plain = json.loads(json.dumps(document), parse_float=Decimal, parse_int=Decimal)
            expected[name] = Counter(in_network.rows(plain, wanted))
        found = read(Path(folder), wanted)
        assert {name: found[name] for name in expected} == expected


@pytest.mark.usefixtures("limits")
def test_an_object_that_says_its_code_long_after_its_parts_keeps_its_rates(tmp_path: Path) -> None:
    """Its brackets were seen with its parts; its start is no longer in memory when its own code comes."""
    part = {"billing_code_type": "HCPCS", "billing_code_type_version": "2025", "billing_code": "99601"}
    price = {"negotiated_type": "negotiated", "negotiated_rate": 260.3, "expiration_date": "9999-12-31",
             "billing_class": "professional"}  # fmt: skip
    for filler in range(1800, 3000, 30):
        rate = {"provider_groups": [{"npi": [1234567893], "tin": {"type": "ein", "value": "11-1111111"}}],
                "negotiated_prices": [price]}  # fmt: skip
        late = {"negotiation_arrangement": "ffs", "name": "late", "covered_services": [part] * 3,
                "negotiated_rates": [rate], "billing_code_type": "HCPCS", "billing_code_type_version": "2025",
                "description": "x" * filler, "billing_code": "S9365"}  # fmt: skip
        document = {
            "reporting_entity_name": "payor",
            "version": "1.6.1",
            "last_updated_on": "2026-02-01",
            "in_network": [late, late],
        }
        (tmp_path / f"{filler}.json").write_text(json.dumps(document))
    with open_rates([tmp_path], wanted=Wanted(None)) as opened:
        assert [(each.rows, each.broken) for each in opened.reading.files] == [(2, 0)] * 40
