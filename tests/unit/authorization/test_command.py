"""`perdiem authorize` as a user runs it: CSV, 278 and PAS files, the worklist, faults with their place."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from perdiem.model.interchange import X12Position
from perdiem.readers.authorization.files import read_requests
from tests.unit.authorization.test_x12_278 import HOME_HEALTH
from tests.unit.faces.conftest import Perdiem, perdiem  # noqa: F401 - the fixture

CONTRACT = """contract: test
payor: {name: Test Plan}
provider: {name: Test Pharmacy}
effective: {from: 2026-01-01, to: 2026-12-31}
lines_of_business: [managed_medicaid]
authorization:
  rules:
    - {for: [drug, per_diem], needed: yes}
  drug_approval_carries: [per_diem, nursing]
"""
HEAD = "request,member_id,submitted_at,provider_npi,requester,diagnoses,code,quantity,first_day,last_day"
REQUESTS = f"""{HEAD}
A1,M1,2026-03-02T09:30,1000000012,infusion_provider,K50.90,J1745,40,2026-03-03,2026-03-31
A1,,,,,,S9359,28,2026-03-03,2026-03-31
A2,M2,2026-03-02T10:00,1000000012,infusion_provider,,J0696,40,2026-03-03,2026-03-12
"""
AT = ("--at", "2026-03-02T18:00Z")


@pytest.fixture(autouse=True)
def _files(perdiem: Perdiem) -> None:  # noqa: F811 - it makes the folder
    Path("contract.yaml").write_text(CONTRACT)
    Path("requests.csv").write_text(REQUESTS)


def test_requests_in_a_table_are_decided_with_term_and_place(perdiem):  # noqa: F811
    ran = perdiem("authorize", "contract.yaml", "requests.csv", *AT)
    assert ran.code == 0
    assert "contract.yaml:8:7  J1745 needs authorization." in ran.out
    assert "due 2026-03-03 09:30 EST (24 hours, the setting for Medicaid drugs)" in ran.out
    assert "missing diagnosis: Send the diagnosis (ICD-10-CM)." in ran.out
    assert "2 requests, 3 items: 3 pended." in ran.out
    assert perdiem("authorize", "files", "contract.yaml", "requests.csv", *AT).out == ran.out


def test_the_same_in_json_csv_and_278(perdiem):  # noqa: F811
    shape = json.loads(perdiem("authorize", "contract.yaml", "requests.csv", *AT, "--format", "json").out)
    assert shape["format"] == "perdiem-authorization-decisions/1"
    assert [each["outcome"] for each in shape["decisions"]] == ["partial", "partial"]
    rows = list(
        csv.DictReader(io.StringIO(perdiem("authorize", "contract.yaml", "requests.csv", *AT, "-f", "csv").out))
    )
    assert [row["code"] for row in rows] == ["J1745", "S9359", "J0696"]
    assert rows[2]["missing"] == "diagnosis"
    perdiem("authorize", "contract.yaml", "requests.csv", *AT, "-f", "278", "-o", "answers.278")
    assert Path("answers.278").read_text().count("ST*278*") == 2


def test_a_278_and_a_table_are_decided_in_one_run(perdiem):  # noqa: F811
    Path("march.278").write_text(HOME_HEALTH)
    ran = perdiem("authorize", "contract.yaml", "march.278", "requests.csv", *AT)
    assert ran.code == 0
    assert "Request 111099  expedited initial" in ran.out
    assert "3 requests, 5 items" in ran.out


def test_settings_approve_and_the_drug_carries_the_per_diem(perdiem):  # noqa: F811
    Path("settings.yaml").write_text("auto_approve:\n  - {for: J1745, up_to_days: 60}\n")
    ran = perdiem("authorize", "contract.yaml", "requests.csv", *AT, "--settings", "settings.yaml")
    assert "approved with the drug" in ran.out
    assert "also   The approval of J1745 also approves nursing." in ran.out


def test_wrong_settings_are_told_with_their_place(perdiem):  # noqa: F811
    Path("settings.yaml").write_text("auto_aprove: []\nholidays: XX\nclocks: {time_zone: Mars}\n")
    ran = perdiem("authorize", "contract.yaml", "requests.csv", "--settings", "settings.yaml")
    assert ran.code == 1
    assert "settings.yaml:1:1" in ran.err
    assert "settings.yaml:2:11: holidays: should be US, a state such as US-OH, or none" in ran.err
    assert "time zone such as America/New_York" in ran.err


def test_what_cannot_be_read_is_set_aside_and_the_rest_is_decided(perdiem):  # noqa: F811
    Path("requests.csv").write_text(REQUESTS + "A3,M3,2026-03-32,123,nobody,,J1745,x,2026-03-03,\n")
    ran = perdiem("authorize", "contract.yaml", "requests.csv", *AT)
    assert ran.code == 1
    for place in ("5:3: submitted_at", "5:4: provider_npi", "5:5: requester", "5:8: quantity"):
        assert f"requests.csv:{place}" in ran.err
    assert "1 of 3 requests could not be read" in ran.err
    assert "2 requests, 3 items" in ran.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("request,member,submitted_at,code\n", "did you mean 'member_id'"),
        ("request,member_id,code\n", "the heading lacks submitted_at"),
        ("", "the file is empty"),
        (f"{HEAD}\n,M1,2026-03-02,,,,J1745,,,\n", "the row names no request"),
        (f"{HEAD}\nA1,M1,2026-03-02,,,,J1745,,,\nA1,M2,,,,,S9359,,,\n", "differs from that of the request's first row"),
        (f"{HEAD}\nA1,,2026-03-02,,,,J1745,,,\n", "member_id: is missing"),
        (f'{HEAD}\nA1,"M1\n', "is not CSV"),
        ("not a table at all", "is no column of a request"),
    ],
)
def test_a_wrong_table_is_told_with_its_place(text, says):
    reading = read_requests(text.encode(), "requests.csv", "America/New_York")
    assert reading.requests == ()
    assert reading.set_aside == 1
    assert any(says in str(fault) for fault in reading.faults), [str(fault) for fault in reading.faults]


def test_a_binary_file_is_told_as_such():
    reading = read_requests(b"\x89PNG\r\n\x1a\n\x00\xff", "picture.png", "America/New_York")
    assert reading.set_aside == 1
    assert "UTF-8" in str(reading.faults[0])
    cut = read_requests(b"ISA*00*", "cut.278", "America/New_York")
    assert isinstance(cut.faults[0].position, X12Position)


def test_the_worklist_from_request_to_decision_to_claims(perdiem):  # noqa: F811
    store = ("--store", "kept.db")
    first = perdiem("authorize", "contract.yaml", "requests.csv", *AT, *store)
    again = perdiem("authorize", "contract.yaml", "requests.csv", *AT, *store)
    assert again.out == first.out
    listed = perdiem("authorize", "list", *store, "--at", "2026-03-03T12:00Z")
    assert listed.out.startswith("!  2026-03-03 09:30 EST")
    assert "due soon" in listed.out
    shape = json.loads(perdiem("authorize", "list", *store, "-f", "json", *AT).out)
    number = shape["requests"][0]["number"]
    shown = perdiem("authorize", "show", number, *store)
    assert "asked  J1745  40 units  2026-03-03 to 2026-03-31" in shown.out
    assert shown.out.count("sent again") == 1
    decide = ("authorize", "decide", number, "-c", "contract.yaml", *store)
    assert "needs its specific reason" in perdiem(*decide, "--deny", "1").err
    assert perdiem(*decide, "--ask", "1", "--reason", "Send the labs.", "--by", "nurse").code == 0
    late = perdiem(*decide, "--approve", "1", "--version", "1")
    assert (late.code, "look at it again" in late.err) == (6, True)
    done = perdiem(*decide, "--approve", "1", "--quantity", "20", "--version", "2", "--by", "nurse")
    assert "approved otherwise" in done.out
    assert "approved with the drug" in done.out
    assert perdiem("authorize", "export", *store, "-o", "book").code == 0
    rows = list(csv.DictReader(io.StringIO(Path("book/authorization_item.csv").read_text())))
    assert [(row["hcpcs_code"], row["status"]) for row in rows if row["member_id"] == "M1"] == [
        ("J1745", "approved"),
        ("S9359", "approved"),
    ]
    published = perdiem("authorize", "publish", "contract.yaml", *store, "--year", "2026", "--by", "contract")
    assert "Items and services (CMS-0057-F)" in published.out
    assert perdiem("authorize", "list", "--store", "none.db").code == 3


def test_a_book_tells_who_is_covered_and_what_is_approved(perdiem):  # noqa: F811
    Path("eligibility.csv").write_text("member_id,enrollment_start_date\nM1,2026-01-01\n")
    Path("authorization_item.csv").write_text(
        "authorization_number,item_number,member_id,hcpcs_code,start_date,end_date,status\n"
        "OLD1,1,M1,J1745,2026-01-01,2026-12-31,approved\n"
    )
    book = ("--book", "eligibility.csv", "--book", "authorization_item.csv")
    ran = perdiem("authorize", "contract.yaml", "requests.csv", *AT, *book)
    assert "Authorization OLD1 already holds for J1745 on these days." in ran.out
    assert "S9359   approved with the drug  OLD1" in ran.out
    assert "J0696   denied" in ran.out  # M2 is not known


def _coverage() -> tuple[str, ...]:
    """A book of FHIR, whose days have to be counted somewhere."""
    coverage = {
        "resourceType": "Coverage", "id": "c1", "status": "active", "subscriberId": "M1",
        "beneficiary": {"identifier": {"value": "M1"}}, "payor": [{"display": "Plan"}],
        "period": {"start": "2026-03-02T02:00:00Z"},
    }  # fmt: skip
    Path("coverage.ndjson").write_text(json.dumps(coverage) + "\n")
    return ("--book", "coverage.ndjson", "--time-zone")


def test_days_of_a_book_of_fhir_are_counted_where_it_is_said(perdiem):  # noqa: F811
    asked = ("authorize", "contract.yaml", "requests.csv", *AT, *_coverage())
    assert perdiem(*asked, "America/New_York").code == 0
    refused = perdiem(*asked, "Nowhere/Else")
    assert refused.code == 2
    assert "Nowhere/Else" in refused.err


@pytest.mark.parametrize("what", [("decide", "A1", "--approve", "1"), ("attach", "A1", "requests.csv")])
def test_the_desk_counts_them_there_too(perdiem, what):  # noqa: F811
    kept = ("--store", "kept.db", *AT)
    assert perdiem("authorize", "contract.yaml", "requests.csv", *kept).code == 0
    asked = ("authorize", *what, "-c", "contract.yaml", *kept, *_coverage())
    refused = perdiem(*asked, "Nowhere/Else")
    assert refused.code == 2
    assert "Nowhere/Else" in refused.err
    assert perdiem(*asked, "America/New_York").code == 0


def test_a_changed_request_in_the_same_file_takes_the_earlier_ones_place(perdiem):  # noqa: F811
    text = REQUESTS.replace(HEAD, f"{HEAD},kind,related")
    rows = [line + ",," for line in text.splitlines()[1:]]
    rows.append("A3,M1,2026-03-02T11:00,1000000012,infusion_provider,K50.90,,,,,cancel,A1")
    Path("requests.csv").write_text("\n".join([f"{HEAD},kind,related", *rows]) + "\n")
    ran = perdiem("authorize", "contract.yaml", "requests.csv", *AT, "--store", "kept.db")
    assert ran.code == 0
    assert "taken back" in ran.out


def test_a_document_that_comes_later_lets_the_request_go_on(perdiem):  # noqa: F811
    Path("settings.yaml").write_text(
        "auto_approve: [{for: J1745}]\ndocuments: [{for: J1745, code: order, asks: Send the signed order.}]\n"
    )
    Path("order.pdf").write_bytes(b"%PDF")
    more = ("--store", "kept.db", "--settings", "settings.yaml", *AT)
    assert "missing order: Send the signed order." in perdiem("authorize", "contract.yaml", "requests.csv", *more).out
    attach = ("authorize", "attach", "A1", "order.pdf", "--answers", "order", "-c", "contract.yaml", *more)
    assert "approved with the drug" in perdiem(*attach).out
    perdiem("authorize", "show", "A1", *more, "--attachments", "documents")
    assert Path("documents/01-order.pdf").read_bytes() == b"%PDF"
    assert perdiem("authorize", "attach", "A1", "none.pdf", "-c", "contract.yaml", *more).code == 3


def test_programs_decide_by_the_same_name(perdiem):  # noqa: F811
    import perdiem as names

    (asked, *_) = read_requests(REQUESTS.encode(), "requests.csv", "America/New_York").requests
    decision = names.authorize(names.read_contract("contract.yaml"), asked)
    assert [each.code for each in decision.items] == ["J1745", "S9359"]


def test_a_pas_bundle_is_decided(perdiem):  # noqa: F811
    from tests.unit.pas.made import bundle

    Path("bundle.json").write_text(json.dumps(bundle(("J1745", 40, "UN"), ("S9359", 30, "UN"))))
    ran = perdiem("authorize", "contract.yaml", "bundle.json", *AT)
    assert ran.code == 0, ran.err
    assert "1 request" in ran.out
