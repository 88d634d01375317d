"""What is taken for a code, and what is not."""

from __future__ import annotations

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.scan import ReferenceKind
from perdiem.rules.scanning.recognition import find_mentions

HOME_MIX_RANGE = ("B4164", "B4168", "B4172", "B4176", "B4178", "B4180")
HYDRATION = ("S9373", "S9374", "S9375", "S9376", "S9377")


def named(text: str) -> list[tuple[str, ...]]:
    return [m.codes for m in find_mentions(text, packaged_code_sets()) if m.kind is not ReferenceKind.MODIFIER]


@pytest.mark.parametrize(
    "text",
    [
        "B4164-B4180",
        "B4164–B4180",
        "B4164 — B4180",
        "B4164‑B4180",
        "B4164 to B4180",
        "B4164 through B4180",
        "B4164 thru B4180",
        "codes B4164 through code B4180",
        "between B4164 and B4180",
        "b4164-b4180",
        "B4164 -\nB4180",
        "B4164\nthrough B4180",
        "B4164-4180",
        "B4164-80",
        "B4164...B4180",
        "**B4164** – **B4180**",
        "B4164 up to and including B4180",
    ],
)
def test_a_range_names_every_code_between_its_ends(text: str) -> None:
    assert named(text) == [HOME_MIX_RANGE]


@pytest.mark.parametrize("text", ["S9373-77", "S9373 – S9377", "S9373-7", "S9373 thru 77", "S9373/74/75/76/77"])
def test_a_second_half_may_be_short(text: str) -> None:
    assert named(text) == [HYDRATION]


def test_a_range_writes_two_of_its_codes() -> None:
    (mention,) = find_mentions("B4164–B4180", packaged_code_sets())
    assert mention.written_out == ("B4164", "B4180")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("99601/99602", [("99601", "99602")]),
        ("99601, 02", [("99601", "99602")]),
        ("B4185, 87", [("B4185", "B4187")]),
        ("B4185, 87 and 89", [("B4185", "B4187", "B4189")]),
        ("S9364, S9365", [("S9364",), ("S9365",)]),
        ("99601,99602", [("99601",), ("99602",)]),
        ("99601-99602", [("99601", "99602")]),
        ("S93-\n64", [("S9364",)]),
        ("S 9364", [("S9364",)]),
        ("Use CPT-99601.", [("99601",)]),
        ("(+99602)", [("99602",)]),
    ],
)
def test_lists_and_single_codes(text: str, codes: list[tuple[str, ...]]) -> None:
    assert named(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "ICD-10 J45.901 and B95.62, T80.211A",
        "J1569.5 mg",
        "NDC 0002-7266-25",
        "Part number B4180-02",
        "part no. S9364",
        "phone 808-996-0155",
        "Fax 99602-1234",
        "Anvik, AK 99602",
        "P.O. Box 99601",
        "99602-1234",
        "$99,601 or $99601",
        "99601.50",
        "1,996,015",
        "996012",
        "99601 members",
        "99601 Main Street",
        "12/31/99601",
        "AB4180 B41800 B418",
        "see B4180.pdf",
        "MM-B4164",
        "part B 4164",
        "99603 and 12345",
        "Form E0001 of the year",
    ],
)
def test_what_only_looks_like_a_code_is_left_out(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("S9364 - 24 hours", [("S9364",)]),
        ("S9364, 68 patients", [("S9364",)]),
        ("S9500-24 hours", [("S9500",)]),
        ("- S9364\n- S9368", [("S9364",), ("S9368",)]),
        ("changed from J3370 to J3373", [("J3370",), ("J3373",)]),
        ("B4180-B4164", [("B4180",), ("B4164",)]),
        ("B4164-S9364", [("B4164",), ("S9364",)]),
        ("S9364\n\nto S9368", [("S9364",), ("S9368",)]),
    ],
)
def test_what_only_looks_like_a_range_is_left_as_codes(text: str, codes: list[tuple[str, ...]]) -> None:
    assert named(text) == codes


def test_a_range_that_runs_backwards_is_remarked() -> None:
    first = find_mentions("B4180-B4164", packaged_code_sets())[0]
    assert "does not run from a lower to a higher code" in first.remark


def test_a_code_that_is_not_carried_counts_near_words_of_coding_only() -> None:
    assert named("HCPCS code E0607 is covered") == [("E0607",)]
    assert named("Locker E0607 is free") == []


def test_prefixes_and_groups() -> None:
    assert named("all of B41xx, G00XX, and S codes")[0][:2] == ("B4100", "B4102")
    assert named("Medicare G codes") == [()]


@pytest.mark.parametrize("text", ["S9501-SH", "S9501SH", "S9501 SH", "S9501–SH"])
def test_a_modifier_behind_its_code_is_attached(text: str) -> None:
    (mention,) = find_mentions(text, packaged_code_sets())
    assert (mention.codes, mention.modifiers) == (("S9501",), ("SH",))


def test_a_modifier_alone_counts_beside_the_word_only() -> None:
    sets = packaged_code_sets()
    assert [m.modifiers for m in find_mentions("Use modifiers SH and SJ, and GY.", sets)] == [("SH",), ("SJ",), ("GY",)]
    assert find_mentions("The SS number, SH Smith, and GY.", sets) == []
