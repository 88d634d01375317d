"""The 278: the guide's worked case in our own text, a round trip, damage set aside, the response."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdiem.codes import packaged_code_sets
from perdiem.model.authorization import (
    Action,
    AuthorizationRequest,
    Component,
    Decision,
    Identifier,
    ItemDecision,
    Outcome,
    Priority,
    Reason,
    Related,
    Requester,
    RequestItem,
    RequestKind,
)
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.model.faults import Severity
from perdiem.readers.x12.authorizations.reading import read_278
from perdiem.rules.authorization.decision import decide
from perdiem.writers.x12.authorizations.levels import Sending
from perdiem.writers.x12.authorizations.request import write_278_requests
from perdiem.writers.x12.authorizations.response import write_278_responses
from tests.unit.authorization.requests import NOW, agreement_of, item, request

ZONE = "America/New_York"
SENDING = Sending("PHARMACY", "PLAN")
# the guide's home-health case: the facts are its, the parties and days ours
ENDS = "ISA*00*          *00*          *ZZ*PHARMACY       *ZZ*PLAN           *260302*1000*^*00501*000000905*0*T*:~"
HOME_HEALTH = f"""{ENDS}
GS*HI*PHARMACY*PLAN*20260302*1000*1*X*005010X217~
ST*278*0001*005010X217~
BHT*0007*13*B56789*20260302*1000~
HL*1**20*1~
NM1*X3*2*EXAMPLE PLAN*****PI*789312~
HL*2*1*21*1~
NM1*FA*2*EXAMPLE INFUSION*****XX*1000000012~
HL*3*2*22*1~
NM1*IL*1*DOE*JANE****MI*12345678901~
DMG*D8*19600229*F~
HL*4*3*EV*1~
TRN*1*111099*9012345678~
UM*HS*I*42*12:B**U~
DTP*AAH*RD8*20260302-20260331~
HI*ABK:A41.9*ABF:Z45.2~
NM1*71*1*ROE*RICHARD****XX*1000000020~
HL*5*4*SS*0~
SV1*HC:G0154**UN*12~
HL*6*4*SS*0~
DTP*472*RD8*20260303-20260310~
SV1*HC:B4184:GY**UN*8.5~
MSG*LIPIDS~
SE*22*0001~
GE*1*1~
IEA*1*000000905~
"""


def _read(text: str):  # type: ignore[no-untyped-def]
    return read_278(text.encode(), "requests.278", ZONE)


def test_the_home_health_case_is_read():
    reading = _read(HOME_HEALTH)
    assert reading.faults == ()
    (found,) = reading.requests
    assert found.identifier == Identifier("x12:ZZ:PHARMACY:9012345678", "111099")
    assert (found.member_id, found.member_last_name, found.birth_date) == ("12345678901", "DOE", date(1960, 2, 29))
    assert (found.provider_npi, found.requester, found.prescriber_npi) == (
        "1000000012",
        Requester.INFUSION_PROVIDER,
        "1000000020",
    )
    assert (found.kind, found.priority) == (RequestKind.INITIAL, Priority.EXPEDITED)
    assert found.submitted_at == datetime(2026, 3, 2, 15, tzinfo=UTC)  # 10:00 in New York
    assert found.diagnoses == ("A41.9", "Z45.2")
    first, second = found.items
    assert (first.code, first.quantity, first.place_of_service) == ("G0154", 12, "12")
    assert (first.first_day, first.last_day) == (date(2026, 3, 2), date(2026, 3, 31))  # those of the event
    assert (second.code, second.modifiers, second.quantity) == ("B4184", ("GY",), Decimal("8.5"))
    assert (second.first_day, second.description) == (date(2026, 3, 3), "LIPIDS")


def test_a_referral_names_an_earlier_authorization_and_changes_it():
    text = HOME_HEALTH.replace("UM*HS*I*42*12:B**U~", "UM*SC*S*3*11:B~\nREF*BB*AUTH0001~").replace("SE*22", "SE*23")
    (found,) = _read(text).requests
    assert (found.kind, found.related, found.priority) == (
        RequestKind.UPDATE,
        Related(None, "AUTH0001"),
        Priority.STANDARD,
    )


def test_services_may_be_cancelled_or_changed_one_by_one():
    text = HOME_HEALTH.replace("HL*5*4*SS*0~", "HL*5*4*SS*0~\nUM*HS*3~").replace("SE*22", "SE*23")
    (found,) = _read(text).requests
    assert [each.is_cancelled for each in found.items] == [True, False]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ("DTP*AAH*RD8*20260302-20260331", "DTP*AAH*RD8*20260302-20260231", "segment 13 DTP03", "day of the calendar"),
        ("SV1*HC:G0154**UN*12", "SV1*HC:G0154**UN*1,2", "segment 17 SV104", "number"),
        ("MI*12345678901", "MI*", "segment 7 HL", "subscriber's number"),
        ("UM*HS*I*42*12:B**U~\n", "", "segment 10 HL", "what is asked"),
        ("UM*HS*I*", "UM*HS*Q*", "segment 12 UM02", "one of"),
        ("*20260302*1000~\nHL", "*20260302*2560~\nHL", "segment 2 BHT05", "HHMM"),
        ("ST*278*0001", "ST*837*0001", "segment 1 ST01", "no request for authorization"),
        ("ST*278*0001*005010X217", "ST*278*0001*005010X215", "segment 1 ST03", "another guide"),
        ("BHT*0007*13", "BHT*0007*11", "segment 2 BHT02", "response"),
        ("SE*22*0001~\n", "", "ISA 000000905", "no end (SE)"),
        ("HL*4*3*EV*1~", "HL*4*3*XX*1~", "segment 16 HL", "before any patient event"),
    ],
)
def test_a_damaged_request_is_set_aside_with_its_place_and_its_neighbour_is_read(old, new, place, says):
    whole = HOME_HEALTH[HOME_HEALTH.index("ST*278") : HOME_HEALTH.index("GE*1")]
    damaged = whole.replace(old, new, 1)
    assert damaged != whole
    second = whole.replace("0001", "0002").replace("111099", "222099")
    reading = _read(HOME_HEALTH.replace(whole, damaged + second))
    assert [each.identifier.value for each in reading.requests] == ["222099"]
    assert reading.set_aside == 1
    wrong = [fault for fault in reading.faults if fault.severity is Severity.ERROR]
    assert any(place in str(fault) and says in str(fault) for fault in wrong), [str(each) for each in wrong]


def test_a_wrong_count_of_segments_is_told_and_the_request_is_read():
    reading = _read(HOME_HEALTH.replace("SE*22", "SE*99"))
    assert len(reading.requests) == 1
    assert "SE01" in str(reading.faults[0])
    assert reading.faults[0].severity is Severity.WARNING


def test_other_delimiters_line_breaks_and_lower_case_are_read_alike():
    other = HOME_HEALTH.replace("*", "|").replace("~\n", "!\r\n").replace(":", ">")
    expected = _read(HOME_HEALTH).requests[0]
    assert _read(other).requests[0] == expected
    assert _read(HOME_HEALTH.replace("~\n", "~")).requests[0] == expected
    assert _read(HOME_HEALTH.replace("\nSV1", "\nsv1")).requests[0] == expected


def test_a_file_that_is_cut_anywhere_gives_a_request_or_a_fault():
    for end in range(0, len(HOME_HEALTH), 7):
        reading = _read(HOME_HEALTH[:end])
        assert reading.requests or reading.set_aside
        assert reading.faults or end > HOME_HEALTH.index("IEA")


texts = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789", min_size=1, max_size=12).map(str.strip).filter(bool)
day_values = st.dates(date(2026, 1, 1), date(2026, 12, 1))


@st.composite
def requests_278(draw: st.DrawFn) -> AuthorizationRequest:
    items = []
    for sequence in range(1, draw(st.integers(1, 4)) + 1):
        first = draw(day_values)
        quantity = draw(st.none() | st.decimals(1, 9999, places=1))
        items.append(
            RequestItem(
                sequence,
                draw(st.sampled_from(["J1745", "S9359", "99601"])),
                tuple(draw(st.lists(st.sampled_from(["SH", "SS", "59"]), max_size=3, unique=True))),
                quantity,
                "UN" if quantity is not None else None,
                first,
                draw(st.sampled_from([first, date(2026, 12, 31)])),
                draw(st.none() | st.just("12")),
                draw(st.none() | st.just("1000000038")),
                description=draw(st.none() | texts),
            )
        )
    return AuthorizationRequest(
        Identifier("x12:ZZ:PHARMACY", draw(texts)),
        "EXAMPLE PLAN",
        draw(texts),
        datetime(2026, 3, 2, 15, draw(st.integers(0, 59)), tzinfo=UTC),
        tuple(items),
        birth_date=draw(st.none() | day_values),
        member_last_name=draw(texts),
        provider_npi="1000000012",
        provider_name="EXAMPLE INFUSION",
        requester=draw(st.sampled_from(list(Requester))),
        prescriber_npi="1000000012",
        priority=draw(st.sampled_from(list(Priority))),
        kind=RequestKind.INITIAL,
        start_of_service=draw(st.none() | day_values),
        diagnoses=tuple(draw(st.lists(st.sampled_from(["A41.9", "K50.90"]), max_size=2, unique=True))),
        channel="x12",
    )


@settings(max_examples=60, deadline=None)
@given(requests_278())
def test_what_is_written_is_read_again(asked):
    if asked.requester is Requester.INFUSION_PROVIDER:
        asked = replace(asked, prescriber_npi=None)
    stream = io.StringIO()
    write_278_requests([asked, asked], stream, SENDING, created=NOW, time_zone=ZONE)
    reading = _read(stream.getvalue())
    assert reading.faults == ()
    assert reading.requests == (asked, asked)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_files_never_break_the_reader(data):
    text = list(HOME_HEALTH)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place] = data.draw(st.sampled_from(["*", "~", ":", "", "X", "9", "\n", "é", "\0"]))
    reading = _read("".join(text))
    assert reading.requests or reading.set_aside


TERMS = """
authorization:
  rules: [{for: [drug, per_diem], needed: yes}]
  drug_approval_carries: [per_diem, nursing]
"""


def _response(asked, **settings_):  # type: ignore[no-untyped-def]
    chosen = AuthorizationSettings.model_validate(settings_)
    decision = decide(asked, agreement_of(TERMS), packaged_code_sets(), (), NOW, chosen)
    stream = io.StringIO()
    write_278_responses([(asked, decision)], stream, SENDING, created=NOW, time_zone=ZONE)
    return decision, [line.rstrip("~") for line in stream.getvalue().splitlines()]


def test_the_response_says_of_each_service_what_was_decided():
    asked = request(item(1, "J1745", quantity=40), item(2, "S9359"), item(3, "A4222"))
    decision, lines = _response(asked, auto_approve=[{"for": "J1745"}])
    number = decision.items[0].authorization_number
    assert "BHT*0007*11*REQ1*20260302*100000*18" in lines
    assert f"HCR*A1*{number}" in lines
    assert lines.count(f"HCR*A1*{number}") == 4  # the event, drug, per diem, and the nursing that nobody asked for
    assert "DTP*472*RD8*20260302-20260331" in lines
    assert f"REF*NT*{decision.number}" in lines
    assert "MSG*The approval of J1745 carries S9359." in lines


def test_a_pended_and_a_denied_service_are_told_in_words():
    asked = request(item(1, "J1745"), item(2, "J3370"), diagnoses=())
    _, lines = _response(asked)
    assert [line for line in lines if line.startswith("HCR")] == ["HCR*A4", "HCR*A4", "HCR*A3"]
    assert "MSG*Send the diagnosis (ICD-10-CM)." in lines


def test_an_error_is_answered_with_aaa():
    _, lines = _response(request(item(1, "J1745"), member_id=""))
    assert "AAA*N**72*C" in lines
    assert not any(line.startswith("HCR") for line in lines)


def test_envelopes_count_and_levels_are_numbered():
    _, lines = _response(request(item(1, "J1745"), item(2, "S9359")))
    inside = lines[lines.index(next(line for line in lines if line.startswith("ST*"))) :]
    end = next(index for index, line in enumerate(inside) if line.startswith("SE*"))
    assert inside[end] == f"SE*{end + 1}*0001"
    levels = [line.split("*") for line in inside if line.startswith("HL*")]
    assert [level[1] for level in levels] == [str(number) for number in range(1, len(levels) + 1)]
    assert [level[2] for level in levels] == ["", "1", "2", "3", "4", "4"]


def test_the_guides_referral_is_answered_with_its_number_and_days():
    asked = request(item(1, "99213", first_day=date(2005, 5, 2), last_day=date(2005, 6, 2)), number="111099")
    reason = Reason("person_decided", "Approved.")
    found = ItemDecision(
        1,
        Action.APPROVE,
        reason,
        Component.SERVICE,
        "99213",
        "AUTH0001",
        first_day=date(2005, 5, 2),
        last_day=date(2005, 6, 2),
    )
    decision = Decision("R1", asked.identifier, Outcome.COMPLETE, NOW, (found,))
    stream = io.StringIO()
    write_278_responses([(asked, decision)], stream, SENDING, created=NOW, time_zone=ZONE)
    lines = [line.rstrip("~") for line in stream.getvalue().splitlines()]
    assert "TRN*2*111099" in lines
    assert lines.count("HCR*A1*AUTH0001") == 2
    assert "DTP*472*RD8*20050502-20050602" in lines
    assert "SV1*HC:99213" in lines
