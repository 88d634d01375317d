"""The same charges in the three layouts of hospitals' files give the same rows, those of loops over them."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from perdiem.model.rate_faults import SENTINELS
from perdiem.readers.rate_file import Wanted, open_rates

PAYERS = (("Aetna", "PPO"), ("Blue, Cross", "HMO"), ('The "Mutual"', "All plans"))
OF_CHARGE = {"gross": "gross_charge", "discounted_cash": "discounted_cash", "minimum": "minimum", "maximum": "maximum"}
OF_PAYER = {"dollar": "standard_charge_dollar", "percent": "standard_charge_percentage", "median": "median_amount"}
COLUMNS = "code, modifiers, setting, payor, plan, rate_kind, rate, rate_unit, rate_mark IS NOT NULL"
CENT = Decimal("0.01")

amounts = st.one_of(
    st.integers(2, 10_000_000).map(lambda cents: Decimal(cents) / 100),
    st.sampled_from([Decimal(text) for text in SENTINELS]),
)
paid = st.fixed_dictionaries(
    {}, optional={"dollar": amounts, "percent": st.integers(1, 99).map(Decimal), "median": amounts}
).filter(bool)
charges = st.fixed_dictionaries(
    {
        "code": st.sampled_from(["S9500", "S5517", "27447"]),
        "modifier": st.sampled_from(["", "SH", "SS"]),
        "setting": st.sampled_from(["inpatient", "outpatient", "both"]),
        "own": st.fixed_dictionaries({}, optional=dict.fromkeys(OF_CHARGE, amounts)),
        "payers": st.dictionaries(st.sampled_from(PAYERS), paid, max_size=3),
    }
).filter(lambda charge: charge["own"] or charge["payers"])
HEAD = {"hospital_name": "Example Hospital", "last_updated_on": "2026-01-05", "version": "3.0.0"}
Row = tuple[Any, ...]


def expected(drawn: list[dict[str, Any]]) -> set[Row]:
    """The rows of the codes that are wanted."""
    rows: set[Row] = set()
    for charge in drawn:
        if charge["code"] == "27447":
            continue
        what = charge["code"], charge["modifier"] or None, charge["setting"]
        for kind, amount in charge["own"].items():
            rows.add((*what, None, None, kind, amount, "USD", is_placeholder(amount)))
        for payer, terms in charge["payers"].items():
            for kind, amount in terms.items():
                unit = "percent" if kind == "percent" else "USD"
                named = "median" if kind == "median" else "negotiated"
                rows.add((*what, *payer, named, amount, unit, unit == "USD" and is_placeholder(amount)))
    return rows


def is_placeholder(amount: Decimal) -> bool:
    """Whether an amount in dollars is one that hospitals write where they have none."""
    return f"{amount.quantize(CENT)}" in SENTINELS


def as_json(drawn: list[dict[str, Any]]) -> str:
    """The JSON layout."""
    services = []
    for charge in drawn:
        payers = [
            {"payer_name": name, "plan_name": plan, "methodology": "other",
             **{OF_PAYER[kind]: float(amount) for kind, amount in terms.items()}}
            for (name, plan), terms in charge["payers"].items()
        ]  # fmt: skip
        own = {OF_CHARGE[kind]: float(amount) for kind, amount in charge["own"].items()}
        modifiers = {"modifier_code": [charge["modifier"]]} if charge["modifier"] else {}
        made = {"setting": charge["setting"], **own, **modifiers, "payers_information": payers}
        code = {"code": charge["code"], "type": "HCPCS"}
        services.append({"description": "x", "code_information": [code], "standard_charges": [made]})
    return json.dumps(HEAD | {"standard_charge_information": services})


def as_tall(drawn: list[dict[str, Any]]) -> str:
    """The tall CSV layout: a row for each payer."""
    columns = {"dollar": "standard_charge|negotiated_dollar", "percent": "standard_charge|negotiated_percentage",
               "median": "median_amount"}  # fmt: skip
    head = ["description", "code|1", "code|1|type", "modifiers", "setting", *OWN.values(), "payer_name", "plan_name",
            *columns.values(), "standard_charge|methodology"]  # fmt: skip
    rows = [
        [*_what(charge), *(charge["own"].get(kind, "") for kind in OWN), *payer,
         *(terms.get(kind, "") for kind in columns), "other" if terms else ""]
        for charge in drawn
        for payer, terms in (charge["payers"] or {("", ""): {}}).items()
    ]  # fmt: skip
    return _table(head, rows)


def as_wide(drawn: list[dict[str, Any]]) -> str:
    """The wide CSV layout: columns for each payer."""
    groups = [(payer, kind) for payer in PAYERS for kind in ("dollar", "percent", "median")]
    names = {
        "dollar": "standard_charge|{}|{}|negotiated_dollar",
        "percent": "standard_charge|{}|{}|negotiated_percentage",
        "median": "median_amount|{}|{}",
    }
    head = ["description", "code|1", "code|1|type", "modifiers", "setting", *OWN.values(),
            *(names[kind].format(*payer) for payer, kind in groups)]  # fmt: skip
    rows = [
        [*_what(charge), *(charge["own"].get(kind, "") for kind in OWN),
         *(charge["payers"].get(payer, {}).get(kind, "") for payer, kind in groups)]
        for charge in drawn
    ]  # fmt: skip
    return _table(head, rows)


OWN = {"gross": "standard_charge|gross", "discounted_cash": "standard_charge|discounted_cash",
       "minimum": "standard_charge|min", "maximum": "standard_charge|max"}  # fmt: skip


def _what(charge: dict[str, Any]) -> list[str]:
    return ["x", charge["code"], "HCPCS", charge["modifier"], charge["setting"]]


def _table(head: list[str], rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows([list(HEAD), list(HEAD.values()), head, *rows])
    return stream.getvalue()


@settings(
    max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)
@given(st.lists(charges, min_size=5, max_size=25))
def test_the_three_layouts_give_the_same_rows(drawn: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        layouts = {"a.json": as_json(drawn), "b-tall.csv": as_tall(drawn), "c-wide.csv": as_wide(drawn)}
        for name, text in layouts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="")
        with open_rates([folder], wanted=Wanted(frozenset({"S9500", "S5517"}))) as opened:
            assert opened.reading.is_whole
            for name in layouts:
                query = f"SELECT {COLUMNS} FROM book.published_rate WHERE source_file LIKE ?"
                found = set(opened.book.engine.run(query, [f"%{name}"]).fetchall())
                assert found == expected(drawn), name
