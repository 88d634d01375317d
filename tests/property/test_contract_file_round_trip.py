"""Reading what was written gives the same contract, in every layout."""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from perdiem.model.contract import Contract
from perdiem.readers.contract_file import read_contract_file
from perdiem.rules.recommendations.adopt import plain_data
from perdiem.writers.yaml_text import flow
from tests.property.contracts import contracts

SLOWER = settings(deadline=None, max_examples=30, derandomize=True)


def dumped(data: Any) -> str:
    yaml = YAML()
    yaml.width = 1_000_000
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def commented(text: str, draw: Any) -> str:
    lines: list[str] = []
    for number, line in enumerate(text.splitlines()):
        if re.match(r"\s*(- )?[\w-]+:( |$)|\s*- ", line):
            lines.extend(draw(st.sampled_from([[], [""], [f"# above {number}"], ["", f"   # far {number}", ""]])))
        lines.append(line)
    return "\n".join(lines) + "\n"


def read(text: str) -> Contract:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contract.yaml"
        path.write_text(text, encoding="utf-8")
        found = read_contract_file(path)
    assert found.agreement is not None, [str(fault) for fault in found.faults]
    ((_, contract),) = found.agreement.versions
    return contract


@SLOWER
@given(contracts, st.data())
def test_a_contract_written_in_block_style_with_comments_reads_the_same(
    contract: Contract, data: st.DataObject
) -> None:
    text = commented(dumped(plain_data(contract)), data.draw)
    assert read(text) == contract


@SLOWER
@given(contracts)
def test_a_contract_written_in_flow_style_reads_the_same(contract: Contract) -> None:
    assert read(flow(plain_data(contract))) == contract


@SLOWER
@given(contracts)
def test_line_ends_of_windows_and_a_byte_order_mark_change_nothing(contract: Contract) -> None:
    text = dumped(plain_data(contract))
    assert read("\ufeff" + text.replace("\n", "\r\n")) == contract


@given(contracts)
@SLOWER
def test_the_data_of_a_contract_makes_the_same_contract(contract: Contract) -> None:
    assert Contract.model_validate(plain_data(contract)) == contract
