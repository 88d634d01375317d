"""A synthetic book: the same seed the same rows, tables that agree with each other and with the truth beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from perdiem.engine.duckdb import open_engine
from perdiem.errors import UsageError
from perdiem.rules.synthetic import generate
from perdiem.rules.synthetic.generate import SyntheticBook, synthetic_book
from perdiem.rules.synthetic.settings import Settings, read_change
from perdiem.rules.synthetic.sources import table_rows

MEMBERS, SEED = 800, 11


@pytest.fixture(scope="module")
def made() -> Iterator[SyntheticBook]:
    with open_engine(threads=2) as engine:
        yield synthetic_book(Settings(MEMBERS, SEED), engine)


def ask(made: SyntheticBook, query: str) -> list[tuple[Any, ...]]:
    return made.book.engine.run(query).fetchall()


def one(made: SyntheticBook, query: str) -> Any:
    ((value,),) = ask(made, query)
    return value


def count(made: SyntheticBook, name: str) -> float:
    found: float = made.truth["counts"][name]["all"]
    return found


def checksum(made: SyntheticBook) -> list[tuple[Any, ...]]:
    return [
        (each.name, *ask(made, f"SELECT count(*), sum(hash(t)) FROM {made.book.sql_name(each.name)} AS t")[0])
        for each in made.book.tables
    ]


def test_the_same_seed_gives_the_same_rows_on_any_number_of_threads_and_another_seed_others() -> None:
    sums = []
    for seed, threads in ((SEED, 1), (SEED, 2), (SEED + 1, 2)):
        with open_engine(threads=threads) as engine:
            sums.append(checksum(synthetic_book(Settings(60, seed), engine)))
    assert sums[0] == sums[1] != sums[2]


def test_members_are_made_in_parts_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generate, "MEMBERS_AT_ONCE", 60)
    with open_engine(threads=2) as engine:
        book = synthetic_book(Settings(150, 3), engine).book
        assert book.count("eligibility") == 150
        for table in book.tables:
            key = ", ".join(f'"{name}"' for name in table.key)
            ((twice,),) = book.engine.run(
                f"SELECT count(*) FROM (SELECT {key} FROM {book.sql_name(table.name)} GROUP BY ALL HAVING count(*) > 1)"
            ).fetchall()
            assert not twice, table.name


def test_every_required_column_is_filled_and_every_span_runs_forward(made: SyntheticBook) -> None:
    from perdiem.readers.tables.values import allowed, not_before

    for table in made.book.tables:
        for column in table.columns:
            name = f'"{column.name}"'
            wrong = ["false"]
            if column.required:
                wrong.append(f"{name} IS NULL")
            if first := not_before(column):
                wrong.append(f"{name} < {first}")
            if words := allowed(column):
                wrong.append(f"{name} NOT IN ({', '.join(repr(word) for word in words)})")
            found = one(made, f"SELECT count(*) FROM {made.book.sql_name(table.name)} WHERE {' OR '.join(wrong)}")
            assert not found, f"{table.name}.{column.name}"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("doses_ordered", "SELECT sum(doses_ordered) FROM book.prescription"),
        ("doses_administered", "SELECT sum(doses) FROM book.administration WHERE status = 'completed'"),
        ("doses_dispensed", "SELECT sum(doses_dispensed) FROM book.dispense"),
        ("items", "SELECT count(*) FROM book.authorization_item"),
        ("items_granted", "SELECT count(*) FROM book.authorization_item WHERE status = 'approved'"),
        ("medicaid_declined_by_rule",
         "SELECT count(*) FROM book.referral WHERE decline_reason = 'home_health_certification'"),
        ("days_to_start", "SELECT sum(start_of_care_date - referral_date) FROM book.referral"),
        ("picc_insertions", ("SELECT count(*) FROM book.catheter WHERE line_type = 'picc' AND placed_by = "
                            "'infusion_provider'")),
        ("top_box_site", "SELECT count(*) FROM book.survey_response WHERE subject = 'site_of_care' AND is_top_box"),
    ],
)  # fmt: skip
def test_the_truth_is_what_the_rows_say(made: SyntheticBook, name: str, query: str) -> None:
    assert one(made, query) == count(made, name) > 0


def test_catheter_days_are_those_from_placement_to_removal_outside_hospital(made: SyntheticBook) -> None:
    days = one(
        made,
        """
        SELECT count(*) FROM (
          SELECT member_id, unnest(generate_series(placed_date, removed_date, INTERVAL 1 DAY)) AS day
          FROM book.catheter WHERE coalesce(is_insertion_successful, true)) AS c
        WHERE NOT EXISTS (SELECT 1 FROM book.encounter AS e WHERE e.member_id = c.member_id
          AND e.encounter_type = 'acute inpatient' AND c.day > e.encounter_start_date AND c.day < e.encounter_end_date)
        """,
    )
    assert days == count(made, "catheter_days") > 0


def test_items_in_time_are_those_within_the_clocks_of_cms_0057_f(made: SyntheticBook) -> None:
    late = one(
        made,
        """
        SELECT count(*) FROM book.authorization_item AS i JOIN book."authorization" AS a USING (authorization_number)
        WHERE NOT i.is_drug AND NOT a.is_extended
          AND CASE a.priority WHEN 'expedited' THEN i.decided_at - i.requested_at > INTERVAL 72 HOUR
            ELSE i.decided_date - i.requested_date > 7 END""",
    )
    assert late == count(made, "items_on_a_clock") - count(made, "items_in_time") > 0


def test_readmissions_are_next_stays_within_30_days_that_were_not_planned(made: SyntheticBook) -> None:
    found = one(
        made,
        """
        WITH stay AS (SELECT *, lead(encounter_start_date) OVER w AS next, lead(admit_type_code) OVER w AS next_type
          FROM book.encounter WHERE encounter_type = 'acute inpatient'
          WINDOW w AS (PARTITION BY member_id ORDER BY encounter_start_date))
        SELECT count(*) FROM stay
        WHERE next - encounter_end_date <= 30 AND next_type <> '3' AND encounter_end_date + 30 <= DATE '2026-06-30'""",
    )
    assert found == count(made, "readmissions") > 0


def test_no_dose_is_given_in_hospital_and_none_before_it_was_sent(made: SyntheticBook) -> None:
    assert not one(
        made,
        """
        SELECT count(*) FROM book.administration AS a JOIN book.encounter AS e ON e.member_id = a.member_id
          AND e.encounter_type = 'acute inpatient'
          AND a.administration_date >= e.encounter_start_date AND a.administration_date < e.encounter_end_date
        WHERE a.status = 'completed'""",
    )
    assert not one(
        made,
        """
        SELECT count(*) FROM book.administration AS a LEFT JOIN book.dispense AS d USING (dispense_id)
        WHERE d.dispense_date IS NULL OR d.dispense_date > a.administration_date""",
    )


def test_claims_follow_from_the_therapies(made: SyntheticBook) -> None:
    kits = one(made, "SELECT count(*) FROM book.claim_line WHERE hcpcs_code = 'S5517'")
    assert kits == count(made, "occlusions")
    assert not one(
        made,
        """
        SELECT count(*) FROM book.claim_line AS l LEFT JOIN book.prescription AS p
          ON p.member_id = l.member_id AND p.per_diem_code = l.hcpcs_code
          AND l.claim_line_start_date >= p.start_date AND l.claim_line_end_date <= p.end_date
        WHERE l.hcpcs_code LIKE 'S9%' AND p.prescription_id IS NULL""",
    )
    assert not one(
        made,
        """
        SELECT count(*) FROM (SELECT claim_key FROM book.claim_line GROUP BY claim_key
          HAVING sum(charge_amount) <> max(claim_charge_amount) OR min(claim_charge_amount) <> max(claim_charge_amount))
        """,
    )


def test_rates_are_near_the_figures_that_they_were_drawn_from() -> None:
    with open_engine(threads=2) as engine:
        made = synthetic_book(Settings(2500, 5), engine)
        resolved = count(made, "occlusions_resolved") / count(made, "occlusions")
        assert resolved == pytest.approx(made.truth["rates"]["occlusion_resolved"]["value"], abs=0.15)
        missed = 1 - count(made, "doses_administered") / count(made, "doses_ordered")
        assert 0.03 < missed < 0.07  # 3% missed, and the days in hospital
        granted = count(made, "items_granted") / count(made, "items")
        assert granted == pytest.approx(1 - 0.05 * (1 - 0.3 * 0.6), abs=0.01)


def test_a_change_is_found_where_and_when_it_was_made() -> None:
    change = read_change("occlusion=8@2025-10-01@C01")
    with open_engine(threads=2) as engine:
        made = synthetic_book(Settings(4000, 5, changes=(change,)), engine)
        found = {(contract, is_after): rate for contract, is_after, rate in ask(made, """
            WITH there AS (SELECT contract_id, plan FROM book.contract JOIN book.eligibility
                ON plan = book.contract.payer || ' ' || contract_id GROUP BY ALL),
              day AS (SELECT member_id, unnest(generate_series(placed_date, removed_date - 1, INTERVAL 1 DAY)) AS day
                FROM book.catheter WHERE removed_date > placed_date)
            SELECT t.contract_id = 'C01', d.day >= DATE '2025-10-01', count(v.event_id) * 1000.0 / count(*)
            FROM day AS d JOIN book.eligibility AS e USING (member_id) JOIN there AS t USING (plan)
            LEFT JOIN book.catheter_event AS v
              ON v.member_id = d.member_id AND v.event_date = d.day AND v.event_type = 'occlusion'
            GROUP BY ALL""")}  # fmt: skip
    assert found[True, True] > 4 * found[True, False]
    assert found[False, True] < 2 * found[False, False]
    assert made.truth["changes"] == [{"rate": "occlusion", "factor": 8.0, "first_day": "2025-10-01", "place": "C01"}]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("occlusion", "write it as RATE=FACTOR@DAY"),
        ("occlusion=x@2026-01-01", "write it as"),
        ("occlusion=2@2026-13-01", "write it as"),
        ("occlusion=-1@2026-01-01", "should be 0 to 100"),
    ],
)
def test_a_change_that_cannot_be_read_is_told(text: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_change(text)


@pytest.mark.parametrize(("text", "says"), [("oclusion=2@2026-01-01", "did you mean occlusion"),
                                            ("occlusion=2@2026-01-01@C99", "no contract or site")])  # fmt: skip
def test_a_change_of_what_is_not_there_is_told(text: str, says: str) -> None:
    with open_engine(threads=1) as engine, pytest.raises(UsageError, match=says):
        synthetic_book(Settings(10, changes=(read_change(text),)), engine)


def test_settings_that_no_book_can_have_are_told() -> None:
    with pytest.raises(UsageError, match="--members 0"):
        Settings(0)
    with pytest.raises(UsageError, match="at least 330 days"):
        Settings(10, first_day=date(2026, 1, 1), last_day=date(2026, 3, 1))


def test_every_figure_names_its_source_or_says_that_it_is_chosen() -> None:
    for row in (*table_rows("rates.csv"), *table_rows("amounts.csv")):
        assert row["source"]
        assert row["basis"] in {"published", "chosen"}, row
        assert row["basis"] == "chosen" or "no published" not in row["source"]
