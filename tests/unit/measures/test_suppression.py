"""Small numbers are withheld, and so is what they could be worked out from."""

from __future__ import annotations

import pytest

from perdiem.model.measures import DataSource, Dimension, IntervalMethod, MeasureValue, Standing, Stratum
from perdiem.rules.measures.suppression import suppressed
from perdiem.rules.measures.values import Weighed

SITE, MONTH = Dimension.SITE, Dimension.MONTH


def weighed(stratum: Stratum, people: int, events: int) -> Weighed:
    value = MeasureValue(
        "m", DataSource.CLINICAL, stratum, None, None, events, people, events / people * 100, 0, 100,
        IntervalMethod.WILSON, Standing.GIVEN, units=people, members=people,
    )  # fmt: skip
    return Weighed(value, (people, events, people - events))


def shown(values: list[MeasureValue]) -> list[str]:
    return ["/".join(at for _, at in each.stratum) for each in values if each.standing is Standing.GIVEN]


def test_small_events_people_and_those_left_over_are_withheld() -> None:
    rows = [weighed(((SITE, name),), people, events) for name, people, events in
            [("few people", 10, 0), ("few events", 100, 10), ("few without", 100, 90), ("none", 100, 0),
             ("enough", 100, 11)]]  # fmt: skip
    found = suppressed(rows, 11)
    assert shown(found) == ["none", "enough"]
    hidden = found[0]
    assert (hidden.value, hidden.numerator, hidden.denominator, hidden.units, hidden.members) == (None,) * 5
    assert hidden.standing is Standing.SUPPRESSED
    assert "fewer than 11" in hidden.reason


def test_a_second_part_goes_where_the_total_would_tell_the_first() -> None:
    rows = [
        weighed((), 300, 60),
        weighed(((SITE, "a"),), 105, 5),
        weighed(((SITE, "b"),), 95, 25),
        weighed(((SITE, "c"),), 100, 30),
    ]
    found = suppressed(rows, 11)
    assert shown(found) == ["", "c"]  # b is the smaller of the two others
    assert "worked out" in found[2].reason


def test_a_total_that_is_withheld_protects_its_parts() -> None:
    rows = [weighed((), 10, 5), weighed(((SITE, "a"),), 5, 2), weighed(((SITE, "b"),), 5, 3)]
    assert shown(suppressed(rows, 11)) == []


def test_cells_are_protected_towards_both_of_their_margins() -> None:
    rows = [weighed((), 400, 80)]
    rows += [weighed(((SITE, site),), 200, 40) for site in "ab"]
    rows += [weighed(((MONTH, month),), 200, 40) for month in ("01", "02")]
    rows += [
        weighed(((SITE, site), (MONTH, month)), 100, 5 if (site, month) == ("a", "01") else 20)
        for site in "ab"
        for month in ("01", "02")
    ]
    found = {each.stratum: each for each in suppressed(rows, 11)}
    cells = [each for stratum, each in found.items() if len(stratum) == 2]
    assert all(each.standing is Standing.SUPPRESSED for each in cells)  # two by two: each one tells the others
    assert all(each.standing is Standing.GIVEN for stratum, each in found.items() if len(stratum) < 2)


@pytest.mark.parametrize("limit", [0, 1])
def test_nothing_is_withheld_where_nobody_asks(limit: int) -> None:
    assert shown(suppressed([weighed(((SITE, "a"),), 1, 1)], limit)) == ["a"]
