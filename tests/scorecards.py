"""A scorecard built by hand, with every standing and kind: what the writers' tests and the browser tests render."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import (
    Change,
    ChangeMethod,
    DataSource,
    Dimension,
    Direction,
    EvidenceCount,
    Exclusion,
    FunnelLimits,
    IntervalMethod,
    Kind,
    MeasureDefinition,
    MeasureValue,
    ProviderComparison,
    ProxyDefinition,
    Scorecard,
    Standing,
    Stratum,
    TableCount,
    Trend,
    Unusual,
)

SINCE, UNTIL, CHANGED = date(2025, 7, 1), date(2026, 6, 30), date(2026, 1, 1)
MONTHS = [f"{2025 + month // 12}-{month % 12 + 1:02d}" for month in range(6, 18)]
SITES = {"1234567893": "North Infusion", "1306849450": "Lakeside Home Care", "1457321987": "Plains Pharmacy",
         "1679576722": "Harbor Infusion", "1881600001": "Summit Suite"}  # fmt: skip


def definition(name: str, title: str, kind: Kind, unit: str, scale: int, **more: object) -> MeasureDefinition:
    """A definition with the words that every one has."""
    plain = MeasureDefinition(
        name=name,
        title=title,
        topic="Catheters",
        population="Members with a central line who are served at home or in the suite.",
        numerator="Catheter events recorded as an occlusion.",
        denominator="Days on which a line lay, line by line.",
        exclusions=("Lines without a day of placement.",),
        kind=kind,
        unit=unit,
        scale=scale,
        direction=Direction.LOWER,
        recommendations=(3,),
        sources=("Recommendation 3, catheter occlusions",),
        tables=("catheter", "catheter_event"),
        version="1",
        evidence_unit="line",
    )
    return replace(plain, **more)  # type: ignore[arg-type]


OCCLUSIONS = definition(
    "catheter_occlusions", "Catheter occlusions", Kind.RATE, "per 1,000 catheter days", 1000, category="kind of line",
    proxy=ProxyDefinition(
        "Days with S5517, J2997 or 36593.", "Days between the first and last service of a line.", ("claim_line",),
        "Claims do not say why a line was cleared.",
    ),
)  # fmt: skip
RESOLVED = definition(
    "occlusions_resolved", "Occlusions that the infusion provider clears", Kind.PROPORTION, "%", 100,
    direction=Direction.HIGHER, numerator="Occlusions that the provider clears.", denominator="Occlusions.",
    evidence_unit="occlusion", recommendations=(3, 9),
)  # fmt: skip
SATISFIED = definition(
    "satisfaction", "Patients who give the best answer", Kind.PROPORTION, "%", 100, topic="Satisfaction",
    direction=Direction.HIGHER, tables=("survey_response",), recommendations=(1, 5), evidence_unit="answer",
)  # fmt: skip
PICC = definition(
    "picc_success", "PICCs placed successfully", Kind.PROPORTION, "%", 100, direction=Direction.HIGHER,
    tables=("procedure",), recommendations=(4,), evidence_unit="placement",
)  # fmt: skip
INFECTIONS = definition("infections", "Catheter infections", Kind.RATE, "per 1,000 catheter days", 1000)
AVOIDED = definition(
    "stays_avoided", "Hospital stays avoided", Kind.ESTIMATE, "stays", 1, topic="Hospital use",
    direction=Direction.HIGHER, counterfactual="Half of the placements would have been made in hospital.",
    recommendations=(4,), evidence_unit="placement",
)  # fmt: skip
START = definition(
    "referral_to_start", "Days from referral to start", Kind.MEDIAN, "days", 1, topic="Access",
    tables=("referral",), evidence_unit="referral", is_from_source=False, recommendations=(),
)  # fmt: skip
DEFINITIONS = {each.name: each for each in (OCCLUSIONS, RESOLVED, INFECTIONS, PICC, SATISFIED, AVOIDED, START)}


def value(
    of: MeasureDefinition, numerator: float, denominator: float, spread: float, stratum: Stratum = (), **more: object
) -> MeasureValue:
    """A value with bounds of so many units to each side: the writers do not mind how they were calculated."""
    got = numerator * of.scale / denominator
    plain = MeasureValue(
        of.name, DataSource.CLINICAL, stratum, SINCE, UNTIL, numerator, denominator, got, max(got - spread, 0),
        got + spread, IntervalMethod.WILSON if of.kind is Kind.PROPORTION else IntervalMethod.EXACT_POISSON,
        Standing.GIVEN, units=int(denominator), members=int(denominator // 2) or 1, excluded=2,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def without(of: MeasureDefinition, standing: Standing, reason: str, **more: object) -> MeasureValue:
    """A value that there is not."""
    plain = MeasureValue(
        of.name, DataSource.CLINICAL, (), SINCE, UNTIL, None, None, None, None, None, IntervalMethod.NONE, standing,
        reason,
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def sample_scorecard() -> Scorecard:
    """Seven measures of a year: five sites, one of them unusual, and an amendment in the middle."""
    values = [value(OCCLUSIONS, 96, 76_800, 0.25)]
    values += [
        value(OCCLUSIONS, events, 38_400, 0.4, ((Dimension.CATEGORY, kind),))
        for kind, events in (("picc", 60), ("port", 36))
    ]
    values += [_site(npi, events) for npi, events in zip(SITES, (12, 15, 11, 41, 17), strict=True)]
    values += [_month(month, events) for month, events in zip(MONTHS, _falling(), strict=True)]
    values[13] = replace(
        values[13], numerator=None, denominator=None, value=None, lower=None, upper=None, units=None, members=None,
        excluded=None, standing=Standing.SUPPRESSED, reason="withheld: it rests on fewer than 11 people or events",
        interval=IntervalMethod.NONE,
    )  # fmt: skip
    values += [
        value(RESOLVED, 46, 56, 9.5, source=DataSource.PROXY),
        *(
            value(RESOLVED, 3 + index // 4, 6, 25.0, ((Dimension.MONTH, month),), source=DataSource.PROXY)
            for index, month in enumerate(MONTHS)
        ),
        without(INFECTIONS, Standing.SUPPRESSED, "withheld: it rests on fewer than 11 people or events"),
        without(PICC, Standing.NOTHING_TO_MEASURE, "no placement in the period", denominator=0.0, numerator=0.0),
        without(
            SATISFIED, Standing.NOT_ENOUGH_DATA, "not enough data: needs survey_response", missing=("survey_response",)
        ),
        replace(value(AVOIDED, 18, 1, 9.0, interval=IntervalMethod.SCENARIO), denominator=36.0),
        replace(value(START, 2.5, 1, 0.5, interval=IntervalMethod.ORDER_STATISTICS), numerator=None, denominator=240.0),
    ]
    return Scorecard(
        definitions=DEFINITIONS,
        values=tuple(values),
        settings=MeasureSettings(),
        by=(Dimension.SITE, Dimension.MONTH),
        since=SINCE,
        until=UNTIL,
        notes=("Claims stand in for clinical records in 1 measure.",),
        tables=(TableCount("catheter", 1_204, (Exclusion("no day of placement", 4),)),),
        evidence=(
            EvidenceCount("catheter_occlusions", "evidence_catheter_occlusions", "line", 1_204, 1_180, 20,
                          (Exclusion("no day of placement", 4),)),
        ),
        changes=_changes(),
        comparisons=_comparisons(),
        trends=(
            Trend("catheter_occlusions", -0.12, -0.17, -0.07, 0.0002, 11),
            Trend("occlusions_resolved", 2.4, -0.5, 5.3, 0.09, 12),
        ),
        contract="meridian",
        schema="measures",
        labels={(Dimension.SITE, npi): name for npi, name in SITES.items()},
    )  # fmt: skip


def _falling() -> list[int]:
    return [11, 12, 10, 11, 12, 11, 6, 5, 6, 4, 4, 4]


def _site(npi: str, events: int) -> MeasureValue:
    return value(OCCLUSIONS, events, 15_360, 0.5, ((Dimension.SITE, npi),))


def _month(month: str, events: int) -> MeasureValue:
    return value(OCCLUSIONS, events, 6_400, 0.6, ((Dimension.MONTH, month),))


def _changes() -> tuple[Change, ...]:
    return (
        Change(
            "catheter_occlusions", ChangeMethod.INTERRUPTED_TIME_SERIES, CHANGED, 1.745, 0.755, -0.92, -1.4, -0.44,
            0.0004, 6, 6, 600, 600, slope=-0.03, slope_lower=-0.12, slope_upper=0.06,
        ),
        Change(
            "occlusions_resolved", ChangeMethod.INTERRUPTED_TIME_SERIES, CHANGED, 63.3, 93.3, 4.0, -14.0, 22.0, 0.65,
            6, 6, 30, 26,
        ),
        Change(
            "referral_to_start", ChangeMethod.INTERRUPTED_TIME_SERIES, CHANGED, None, None, None, None, None, None,
            0, 0, 0, 0, reason="a median has no series to fit",
        ),
    )  # fmt: skip


def _comparisons() -> tuple[ProviderComparison, ...]:
    found = []
    sizes = (9_360, 15_360, 21_360, 15_860, 14_860)
    for npi, events, days in zip(SITES, (12, 15, 11, 41, 17), sizes, strict=True):
        expected = days * 1.25 / 1000
        wide = (1.25 / days * 1000) ** 0.5
        limits = FunnelLimits(
            max(1.25 - 1.96 * wide, 0), 1.25 + 1.96 * wide, max(1.25 - 3.09 * wide, 0), 1.25 + 3.09 * wide
        )
        rate = events * 1000 / days
        unusual = Unusual.USUAL
        if rate > limits.upper_998:
            unusual = Unusual.VERY_HIGH
        elif rate < limits.lower_95:
            unusual = Unusual.LOW
        ratio = events / expected
        found.append(
            ProviderComparison(
                "catheter_occlusions", npi, events, expected, ratio, ratio * 0.6, ratio * 1.5, days, rate, 1.25, limits,
                unusual, (Dimension.THERAPY, Dimension.AGE_BAND),
            )
        )  # fmt: skip
    return tuple(found)
