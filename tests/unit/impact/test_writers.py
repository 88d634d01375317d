"""The faces of an estimate: the same figures in text, page, workbook, brief and JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from perdiem.errors import FaultsFound
from perdiem.model.estimate import BookSpan, Estimate, PaymentPart, PaymentSide
from perdiem.model.scenario import Origin, Scenario
from perdiem.readers.scenario import read_scenario
from perdiem.rules.impact.estimate import Asked, outcome_side
from perdiem.rules.impact.evidence import Evidence
from perdiem.rules.impact.levers import all_levers, default_scenario
from perdiem.writers.impact.brief import estimate_pdf
from perdiem.writers.impact.figures import percent
from perdiem.writers.impact.page import brief_html, estimate_html
from perdiem.writers.impact.scenario_file import scenario_text
from perdiem.writers.impact.text import estimate_text
from perdiem.writers.impact.workbook import estimate_xlsx
from perdiem.writers.json import to_json

ALL = tuple(range(1, 16))
OWN = """
catheter_days: 250000
occlusions_to_er_share: {value: 40%, low: 30%, high: 50%, distribution: beta}
picc_in_hospital: {value: 60, low: 45, high: 75, distribution: gamma}
infusions_in_hospital: 800
infusion_in_hospital_each_paid: {value: 4200, low: 3900, high: 4500, price_year: 2026, distribution: gamma}
medicaid_referrals_refused: 12
authorization_requests: 4000
requests_carried_share: 45%
nursing_requests_share: 25%
de_clotting_requests_share: 1%
request_cost_to_payor: {value: 12, low: 8, high: 20, limits: range, price_year: 2026}
member_months: 1200000
"""


def made(adopt: tuple[int, ...], folder: Path, undivided: bool = False) -> Estimate:
    """An estimate with something in doubt in most levers; nothing is decided for it."""
    parameters = "".join(f"  {line}\n" for line in OWN.strip().splitlines())
    (folder / "own.yaml").write_text(f"title: Own figures\nparameters:\n{parameters}", encoding="utf-8")
    scenario = read_scenario(folder / "own.yaml", default_scenario())
    each = None if undivided else Decimal("10.00")
    parts = tuple(PaymentPart(number, each and each * 100 * number, each) for number in adopt)
    paid = Decimal("1000.00") * sum(adopt)
    owed = Decimal("80000.00")
    before = Decimal("900000.00")
    side = PaymentSide(5000, 320, before, before + paid, owed, owed + 10 * len(adopt), parts, "By hand.", 2, 10_000,
                       True, ("No prices.",))  # fmt: skip
    evidence = Evidence(BookSpan(date(2026, 1, 1), date(2026, 12, 31), 365, 365 / 365.25), {}, {})
    return outcome_side("Meridian <Health> Plan", "m.yaml", evidence, side, Asked(adopt, draws=1000), scenario)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Estimate:
    return made(ALL, tmp_path_factory.mktemp("all"))


def test_the_text_has_the_total_its_doubt_and_every_recommendation(found: Estimate) -> None:
    text = estimate_text(found)
    assert f"{round(abs(found.total.value)):,} dollars over 3 years for the payor" in text
    assert "90% interval" in text
    for number in ALL:
        assert re.search(rf"^R{number:02} ", text, re.MULTILINE), number
    assert "ed_visit " in text
    assert "2019 price, here of 2026" in text


def test_the_page_holds_every_source_and_is_sealed(found: Estimate) -> None:
    html = estimate_html(found)
    assert "Meridian &lt;Health&gt; Plan" in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert "<script" not in html
    assert html.count("data:image/svg+xml;base64,") == 3
    for each in found.assumptions:
        assert each.name in html
    assert "Peterson-KFF" in html
    for lever in found.levers:
        assert lever.limits.split()[0] in html
    assert html == estimate_html(found)


def test_the_workbooks_formulas_stand_beside_the_values_that_were_computed(found: Estimate, tmp_path: Path) -> None:
    path = tmp_path / "impact.xlsx"
    estimate_xlsx(found, path)
    live, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    assert live["Summary"]["B2"].value.startswith("=SUM(Payments!")
    assert values["Summary"]["B2"].value == pytest.approx(found.total.value)
    rows = list(values["Recommendations"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [f"R{number:02}" for number in ALL]
    assert sum(float(str(row[5])) for row in rows) == pytest.approx(found.total.value)
    assert {"ed_visit", "uptake_year_1"} <= set(live.defined_names)
    names = {cell.value for cell in live["Figures"]["A"][1:]}
    used = {name for row in live["Levers"].iter_rows(min_row=2) for cell in row if cell.data_type == "f"
            for name in re.findall(r"[a-z][a-z0-9_]{4,}", str(cell.value))}  # fmt: skip
    assert used
    assert used <= names


@pytest.mark.parametrize("adopt", [(3,), ALL])
def test_the_brief_has_two_pages(adopt: tuple[int, ...], tmp_path: Path) -> None:
    estimate_pdf(made(adopt, tmp_path), tmp_path / "brief.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "brief.pdf")
    assert len(document) == 2
    text = document[0].get_textpage().get_text_bounded()
    assert "Net over 3 years" in text


def test_the_brief_has_no_table_without_figures(tmp_path: Path) -> None:
    assert "Payments alone: nothing else counts" in brief_html(made((2,), tmp_path))
    assert "Payments alone: nothing else counts" not in brief_html(made((3,), tmp_path))


def test_json_is_the_whole_estimate(found: Estimate) -> None:
    told = json.loads(to_json(found))
    assert told["format"] == "perdiem-estimate/1"
    assert told["total"]["value"] == found.total.value
    assert len(told["contributions"]) == 15


def test_payments_that_are_not_divided_are_shown_as_one(tmp_path: Path) -> None:
    found = made((3, 7), tmp_path, undivided=True)
    text = estimate_text(found)
    assert "payments not divided" in text
    assert "Payments that are not divided" in estimate_html(found)
    shown = sum(part.net.value for part in found.contributions) - 3 * 10_000 * 365.25 / 365
    assert shown == pytest.approx(found.total.value)


def test_the_scenario_file_reads_back_as_the_default_and_names_every_parameter(tmp_path: Path) -> None:
    text = scenario_text(default_scenario(), all_levers())
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    read = read_scenario(tmp_path / "s.yaml", default_scenario())
    assert read.parameters == default_scenario().parameters
    assert all(f"# {name}:" in text for name in default_scenario().parameters)


def test_a_figure_taken_from_its_comment_is_the_users(tmp_path: Path) -> None:
    text = scenario_text(default_scenario(), all_levers())
    for name in ("ed_visit_paid", "reached_at_home_share", "catheter_replacement_cost"):
        text = text.replace(f"  # {name}:", f"  {name}:")
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    read = read_scenario(tmp_path / "s.yaml", default_scenario())
    assert read.stated == {"ed_visit_paid", "reached_at_home_share", "catheter_replacement_cost"}
    given, usual = read.parameters["ed_visit_paid"], default_scenario().parameters["ed_visit_paid"]
    assert (given.value, given.low, given.limits, given.price_year) == (usual.value, usual.low, usual.limits, 2019)
    assert given.origin is Origin.SCENARIO


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("parameters: {ed_visit: 1}", "did you mean 'ed_visit_paid'"),
        ("parameters: {ed_visit_paid: 100}", "without its price year"),
        ("parameters: {ed_visit_paid: 0}", ""),
        ("parameters: {picc_moved_share: {value: 30%, low: 50%, high: 20%}}", "is above high"),
        ("parameters: {picc_moved_share: 250%}", "should be from 0 to 1"),
        ("parameters: {picc_in_hospital: -3}", "should not be below zero"),
        ("parameters: {picc_moved_share: {value: 1, low: 0.5, high: 1, distribution: beta}}", "between 0 and 1"),
        (
            "parameters: {picc_moved_share: {value: 50%, low: 0, high: 1, distribution: beta, limits: iqr}}",
            "as wide as",
        ),
        ("parameters: {occlusions_per_1000_days: {low: 0, high: 1, distribution: lognormal}}", "above zero"),
        ("inflation: {later: 3}", "a share a year"),
        ("inflation: {later: 3%, years: 2}", "is no part of a price index"),
        ("inflation: {index: i, source: s, dated: d, values: {2020: -1}}", "above zero"),
        ("parameters: {ed_visit_paid: {value: 100}}", "without its price year"),
        ("parameters: {home_success_share: {value: 0.5, low: 0.6, high: 0.7}}", "between 0.6 and 0.7"),
        ("parameters: {home_success_share: {value: 0.5, low: 0.4}}", "only one end"),
        ("parameters: {home_success_share: much}", "should be a number"),
        ("parameters: {home_success_share: {value: 0.5, shape: beta}}", "is no part of a parameter"),
        ("parameters: {home_success_share: {value: 0.5, low: 0.4, high: 0.6, distribution: bell}}", "'bell'"),
        ("parameters: {catheter_days: {value: 5, unit: years}}", "days a year"),
        ("money: both", "paid or cost"),
        ("price_year: 26", "should be a year"),
        ("inflation: {values: {2020: 1}}", "should say its index"),
        ("inflation: 3%", "values by year"),
        ("parameters: [1]", "parameters by name"),
        ("titel: x", "did you mean 'title'"),
        ("- a", "should have keys"),
    ],
)
def test_a_wrong_scenario_is_told_with_its_place(text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    if not says:
        read_scenario(tmp_path / "s.yaml", default_scenario())
        return
    with pytest.raises(FaultsFound) as told:
        read_scenario(tmp_path / "s.yaml", default_scenario())
    assert says in str(told.value)
    assert re.match(r".*s\.yaml:\d+:\d+: ", str(told.value))


def test_an_index_of_ones_own_and_a_price_year(tmp_path: Path) -> None:
    text = "price_year: 2026\ninflation: {index: ours, source: us, dated: now, values: {2019: 100, 2026: 150}}\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    read: Scenario = read_scenario(tmp_path / "s.yaml", default_scenario())
    assert read.inflation.factor(2019, 2026) == 1.5
    assert read.inflation.factor(2000, 2030) == 1.5


def test_prices_after_the_index_are_held_unless_the_scenario_says_how_they_grow(tmp_path: Path) -> None:
    held = default_scenario().inflation
    assert held.factor(2024, 2026) == 1
    assert "held after 2024" in held.words()
    (tmp_path / "s.yaml").write_text("inflation: {later: 3%}\n", encoding="utf-8")
    grown = read_scenario(tmp_path / "s.yaml", default_scenario()).inflation
    assert grown.factor(2024, 2026) == pytest.approx(1.03**2)
    assert grown.factor(2019, 2025) == pytest.approx(563.8 / 498.4 * 1.03)
    assert (grown.index, grown.values) == (held.index, held.values)
    assert "grown by 3.0% a year after 2024" in grown.words()


@pytest.mark.parametrize(("share", "text"), [(0.0, "0%"), (0.004, "under 1%"), (0.5, "50%"), (0.999, "over 99%")])
def test_a_share_of_draws_is_never_rounded_to_certainty(share: float, text: str) -> None:
    assert percent(share) == text
