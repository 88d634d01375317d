"""What the codes of a policy mean for recommendations 2, 3, 14 and 15."""

from __future__ import annotations

from datetime import date

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.scan import Meaning, NearbyKind, Nearness, PolicyLine, PolicyText, Scan, Stance
from perdiem.rules.scanning import scan

ON = date(2026, 1, 1)
TPN = """Home parenteral nutrition
Bill one of S9364 to S9368 for each day; the formula is told by B4164-B4180, B4185-B4199, B4216,
B5000, B5100 and B5200. Nursing visits (99601, 99602) do not require precertification."""


def scanned(text: str, unread_pages: tuple[int, ...] = ()) -> Scan:
    lines = tuple(PolicyLine(line, n) for n, line in enumerate(text.split("\n"), start=1) if line.strip())
    return scan(PolicyText("policy.txt", "text", lines, unread_pages=unread_pages), packaged_code_sets(), ON)


def meant(text: str, number: int) -> list[tuple[Stance, str]]:
    return [(m.stance, m.sentence) for m in scanned(text).meanings if m.recommendation == number]


def stances(text: str, number: int) -> list[Stance]:
    return [stance for stance, _ in meant(text, number)]


def test_a_range_contradicts_recommendation_15_with_six_codes_of_which_four_are_not_written() -> None:
    first, second = [m for m in scanned(TPN).meanings if m.recommendation == 15]
    assert first == Meaning(
        15,
        Stance.CONTRADICTS,
        "Six home-mix codes are named: B4164, B4168, B4172, B4176, B4178, B4180. Four of them are not written out "
        "(B4168, B4172, B4176, B4178), only named by B4164-B4180.",
        first.positions,
        ("B4164", "B4168", "B4172", "B4176", "B4178", "B4180"),
    )
    assert [str(position) for position in first.positions] == ["policy.txt:2:65"]
    assert second.warning
    assert second.codes == ("B4216",)


def test_the_same_policy_supports_recommendations_2_and_14() -> None:
    assert stances(TPN, 2) == [Stance.SUPPORTS]
    assert stances(TPN, 14) == [Stance.SUPPORTS]
    assert stances(TPN, 3) == [Stance.SILENT]


def test_a_code_that_is_written_elsewhere_counts_as_written() -> None:
    ((_, sentence),) = meant("B4164-B4180. Also B4168 and B4172.", 15)
    assert "Two of them are not written out (B4176, B4178)" in sentence


def test_without_home_mix_codes_15_is_supported_as_far_as_the_document_was_read() -> None:
    assert meant("Bill S9364.", 15) == [(Stance.SUPPORTS, "None of the seven home-mix codes is named.")]
    last = scanned("Bill S9364.", unread_pages=(2,)).meanings[-1]
    assert last.stance is Stance.READ
    assert "as far as the document could be read" in last.sentence


def test_excluded_home_mix_codes_are_still_references() -> None:
    ((stance, sentence),) = meant("B4164 and B4168 are not covered.", 15)
    assert stance is Stance.CONTRADICTS
    assert "Every place stands beside words of exclusion (“not covered”)" in sentence


def test_a_document_without_codes_is_silent_on_all() -> None:
    assert {m.stance for m in scanned("Nothing here.").meanings} == {Stance.SILENT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bill G0068-G0070 for visits.", [Stance.SILENT, Stance.CONTRADICTS]),
        ("We do not accept G0068 or G0088.", [Stance.SILENT, Stance.SUPPORTS]),
        ("Bill S9364; never S codes elsewhere.", [Stance.SUPPORTS]),
        ("S codes are used. Nursing is 99601.", [Stance.READ]),
    ],
)
def test_recommendation_2(text: str, expected: list[Stance]) -> None:
    assert stances(text, 2) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S5517 and J2997 require prior authorization.", [Stance.CONTRADICTS]),
        ("S5517 and J2997 are paid without prior authorization.", [Stance.SUPPORTS]),
        ("S5517 and J2997 are paid.", [Stance.READ]),
        ("S5517 and J2997 are not covered.", [Stance.READ, Stance.CONTRADICTS]),
        ("S5517 needs no precertification.", [Stance.SUPPORTS, Stance.READ]),
        ("Clear catheters with 36593.", [Stance.READ, Stance.READ]),
    ],
)
def test_recommendation_3(text: str, expected: list[Stance]) -> None:
    assert stances(text, 3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99601 requires prior authorization.", [Stance.CONTRADICTS]),
        ("99601: PA required", [Stance.CONTRADICTS]),
        ("99601 is denied without prior authorization.", [Stance.CONTRADICTS]),
        ("99601 | Nursing | Prior authorization: No", [Stance.SUPPORTS]),
        ("Prior authorization is not required for 99601.", [Stance.SUPPORTS]),
        ("99601 is covered with no visit limit and needs no authorization.", [Stance.SUPPORTS, Stance.SUPPORTS]),
        ("No authorization is needed for 99601 up to 20 visits per year.", [Stance.SUPPORTS, Stance.CONTRADICTS]),
        ("99601 is limited to three visits per week.", [Stance.READ, Stance.CONTRADICTS]),
        ("S9123, maximum 8 hours per day", [Stance.READ, Stance.CONTRADICTS]),
        ("99601 home visit, per visit (up to 2 hours)", [Stance.READ]),
        ("99601 supplies, including but not limited to tubing", [Stance.READ]),
        ("Nurses visit at home (99601). Prior authorization applies.", [Stance.READ]),
        ("These need prior authorization:\n\n- 99601 nursing\n- S9338", [Stance.READ]),
        ("Bill S9364. Home nursing visits are limited to 5 visits.", [Stance.SILENT, Stance.READ]),
        ("Bill S9364. A nursing home stay needs prior authorization.", [Stance.SILENT]),
    ],
)
def test_recommendation_14(text: str, expected: list[Stance]) -> None:
    assert stances(text, 14) == expected


def test_words_of_another_sentence_that_names_codes_belong_to_those_codes() -> None:
    references = scanned("Bill B5000. Visits (99601) need precertification.").references
    assert references[0].nearby == ()
    assert [(words.kind, words.where) for words in references[1].nearby] == [(NearbyKind.AUTHORIZATION, Nearness.SAME)]


def test_an_ended_code_is_marked_with_its_successor() -> None:
    (reference,) = scanned("Vancomycin is J3370.").references
    assert [(ended.code, ended.last_day, ended.successors) for ended in reference.ended] == [
        ("J3370", date(2025, 6, 30), ("J3373",))
    ]


def test_a_reference_has_its_line_and_column_and_a_broken_range_both_lines() -> None:
    (reference,) = scanned("Home\n\nmix: B4164 -\nB4180 ok").references
    assert str(reference.position) == "policy.txt:3:6"
    assert reference.context == "mix: B4164 - B4180 ok"
