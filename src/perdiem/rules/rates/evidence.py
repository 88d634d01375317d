"""What the rates of one contract show of each of the 15 recommendations, and what a rate file can never show.

A rate that is there is evidence; one that is missing proves nothing, for a payor may pay by a rule that no file shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from perdiem.codes import CodeSets
from perdiem.codes.expand import expand
from perdiem.model.rate_market import Evidence, FoundShare, ImpliedContract, ObservedRate, Sight
from perdiem.model.wording import joined
from perdiem.rules.recommendations.r02_coordinated_per_diem.therapies import therapies, therapy_name
from perdiem.rules.recommendations.registry import RECOMMENDATIONS

SUITE_MODIFIER, SUITE_PLACE = "SS", "49"
SHOWN = 6  # codes in a sentence
Judged = tuple[Sight, str]

UNSEEN = {
    1: "Which networks serve which kinds of drug is not in a rate file.",
    6: "Who may bill nursing, and with which certification, is not in a rate file.",
    8: "Authorization is not in a rate file.",
    9: "A programme for parenteral nutrition is not in a rate file.",
    11: "How claims with GY are taken is not in a rate file.",
    12: "The rates are those of the plans named; what holds for Medicare Advantage is not in a rate file.",
    14: "Limits and authorization of nursing are not in a rate file.",
}
"""Recommendations of which rates say nothing, and why."""


def evidence_of(implied: ImpliedContract, sets: CodeSets, asked: Collection[str] | None = None) -> tuple[Evidence, ...]:
    """A row for each of the 15 recommendations, in order.

    `asked` are the codes that were read, where it was not every code of home infusion: of a code that nobody read it
    cannot be said that it was not observed.
    """
    seen = _Seen(implied, sets, asked)
    return tuple(Evidence(each.number, each.title, *_judged(each.number, seen)) for each in RECOMMENDATIONS)


def _judged(number: int, seen: _Seen) -> Judged:
    if number not in JUDGES:
        return Sight.CANNOT_BE_SEEN, UNSEEN[number]
    turning = [code for part in TURNING.get(number, ()) for code in expand((part,), seen.sets)]
    unread = seen.unread(turning)
    if unread and len(unread) == len(turning):
        return Sight.NOT_LOOKED_FOR, f"The codes that it turns on were not read: {_listed(unread)}."
    sight, text = JUDGES[number](seen)
    return sight, f"{text} Not read: {_listed(unread)}." if unread else text


class _Seen:
    """The rates by code; those that the file does not tell apart count as rates too."""

    def __init__(self, implied: ImpliedContract, sets: CodeSets, asked: Collection[str] | None) -> None:
        self.implied, self.sets, self.asked = implied, sets, asked
        self.rates: dict[str, list[ObservedRate]] = {}
        for rate in implied.rates:
            self.rates.setdefault(rate.code, []).append(rate)
        self.several: dict[str, list[tuple[str, tuple[Decimal, ...]]]] = {}
        for code, modifiers, amounts in implied.several:
            self.several.setdefault(code, []).append((modifiers, amounts))

    def unread(self, codes: Iterable[str]) -> list[str]:
        """Those of the codes that were not read."""
        return [] if self.asked is None else [code for code in codes if code not in self.asked]

    def has(self, code: str) -> bool:
        """Whether the code has a rate above zero."""
        return any(rate.amount > 0 for rate in self.rates.get(code, ())) or any(
            max(amounts) > 0 for _, amounts in self.several.get(code, ())
        )

    def of(self, family: str) -> list[str]:
        """The codes of a family that have a rate."""
        return [code for code in self.sets.families[family] if self.has(code)]

    def words(self, code: str) -> str:
        """The code with its plain rate, or the range of them: `S5517 at 137.00`."""
        plain = [rate for rate in self.rates.get(code, ()) if not rate.modifiers] or self.rates.get(code, [])
        amounts = [rate.amount for rate in plain] + [each for _, found in self.several.get(code, ()) for each in found]
        least, most = min(amounts), max(amounts)
        unit = "%" if plain and plain[0].is_percent else ""
        return f"{code} at {least:,.2f}{unit}" if least == most else f"{code} at {least:,.2f} to {most:,.2f}"

    def share(self, modifier: str) -> FoundShare | None:
        """What the modifier pays, where it was seen."""
        return next((each for each in self.implied.shares if each.modifier == modifier), None)


def _listed(codes: Sequence[str]) -> str:
    return joined(list(codes) if len(codes) <= SHOWN else [*codes[: SHOWN - 1], f"{len(codes) - SHOWN + 1} more"])


def _coordinated(seen: _Seen) -> Judged:
    medicare, therapy = seen.of("hit_g_codes"), seen.of("therapy_per_diem")
    if medicare:
        beside = "beside S-code per diems" if therapy else "and no S-code per diem is seen"
        return Sight.DENIED, f"Medicare home infusion codes are priced, {beside}: {_listed(medicare)}."
    if not therapy:
        return Sight.NOT_OBSERVED, "No S-code per diem of a therapy is seen."
    families = therapies(seen.sets)
    read = {name: codes for name, codes in families.items() if len(seen.unread(codes)) < len(codes)}
    missing = [therapy_name(name) for name, codes in read.items() if not any(map(seen.has, codes))]
    lacking = f" Not observed: {_listed(missing)}." if missing else ""
    text = f"{len(read) - len(missing)} of {len(families)} therapies have an S-code per diem.{lacking}"
    return Sight.IN_PART, f"{text} What a per diem holds and who supplies it is not in a rate file."


def _occlusion(seen: _Seen) -> Judged:
    parts = {"S5517": "the de-clotting kit", "J2997": "alteplase", "99601": "the nursing visit"}
    return _priced(seen, parts, Sight.IN_PART, "Authorization and the member's cost are not in a rate file.")


def _insertion(seen: _Seen) -> Judged:
    parts = {"S5520": "the PICC kit", "S5522": "the PICC insertion"}
    return _priced(seen, parts, Sight.PROVED, "")


def _priced(seen: _Seen, parts: dict[str, str], with_all: Sight, rest: str) -> Judged:
    there = [code for code in parts if seen.has(code)]
    unread = seen.unread(parts)
    missing = [f"{parts[code]} ({code})" for code in parts if code not in {*there, *unread}]
    if not there:
        return Sight.NOT_OBSERVED, f"No rate is seen for {joined(missing)}."
    text = f"Priced: {joined([f'{parts[code]}, {seen.words(code)}' for code in there])}."
    lacking = f" Not observed: {joined(missing)}." if missing else ""
    sight = with_all if len(there) == len(parts) else Sight.IN_PART
    return sight, " ".join(filter(None, (text + lacking, rest)))


def _suite(seen: _Seen) -> Judged:
    per_diems = set(seen.sets.families["therapy_per_diem"])
    rates = [rate for rate in seen.implied.rates if rate.code in per_diems and rate.amount > 0]
    marked = sorted(
        {rate.code for rate in rates if SUITE_MODIFIER in rate.modifiers}
        | {code for code, modifiers, _ in seen.implied.several if SUITE_MODIFIER in modifiers and code in per_diems}
    )
    placed = sorted({rate.code for rate in rates if SUITE_PLACE in rate.places})
    if not marked and not placed:
        return Sight.NOT_OBSERVED, "No per diem is seen with modifier SS or at place of service 49."
    found = [f"modifier SS on {_listed(marked)}"] if marked else []
    found += [f"place of service 49 on {_listed(placed)}"] if placed else []
    sight = Sight.PROVED if marked and placed else Sight.IN_PART
    return sight, f"Rates for the suite are seen: {joined(found)}."


def _concurrent(seen: _Seen) -> Judged:
    second, third = seen.share("SH"), seen.share("SJ")
    if second is None and third is None:
        return Sight.NOT_OBSERVED, "No rate with SH or SJ is seen beside a plain one."
    words, shares = [], []
    for share, name in ((second, "second therapy (SH)"), (third, "third therapy (SJ)")):
        if share is None:
            words.append(f"the {name} is not observed")
        elif share.percent is None:
            words.append(f"the {name} is paid at different shares of the plain rate on {share.codes} codes")
        else:
            words.append(
                f"the {name} is paid at {share.percent}% of the plain rate on {share.fitting} of {share.codes} codes"
            )
        shares.append(share.percent if share else None)
    text = joined(words)
    text = f"{text[0].upper()}{text[1:]}."
    if any(share is not None and share.percent != 100 for share in (second, third)):
        return Sight.DENIED, text
    whole = all(share == 100 for share in shares)
    return (Sight.PROVED if whole else Sight.IN_PART), f"{text} Whether SH and SJ are required is not in a rate file."


def _enteral(seen: _Seen) -> Judged:
    parts = {
        "per diems": "enteral_per_diem",
        "formulae": "enteral_formula",
        "kits": "enteral_kit",
        "pumps": "enteral_pump",
    }
    there = [f"{name} ({_listed(codes)})" for name, family in parts.items() if (codes := seen.of(family))]
    if not there:
        return Sight.NOT_OBSERVED, "No rate of enteral nutrition is seen."
    return Sight.IN_PART, f"Priced: {joined(there)}. Who is covered is not in a rate file."


def _sites(seen: _Seen) -> Judged:
    npis, same = seen.implied.npis, seen.implied.has_same_terms
    rest = "Which further sites may join is not in a rate file."
    if same is None:
        return Sight.NOT_OBSERVED, f"The rates are of {'one NPI' if npis else 'no NPI that holds'}. {rest}"
    if not same:
        return Sight.DENIED, f"Of the provider's {len(npis)} NPIs some are paid differently for the same code."
    return Sight.IN_PART, f"{len(npis)} NPIs are paid alike. {rest}"


def _home_mix(seen: _Seen) -> Judged:
    codes = seen.of("home_mix")
    if codes:
        return Sight.DENIED, f"Home-mix codes are priced: {_listed([seen.words(code) for code in codes])}."
    return Sight.NOT_OBSERVED, "No home-mix code has a rate; a rule for services without a rate could still pay it."


JUDGES: dict[int, Callable[[_Seen], Judged]] = {
    2: _coordinated, 3: _occlusion, 4: _insertion, 5: _suite, 7: _concurrent, 10: _enteral, 13: _sites, 15: _home_mix,
}  # fmt: skip
"""The recommendations that rates speak of."""

TURNING: dict[int, tuple[str, ...]] = {
    2: ("hit_g_codes", "therapy_per_diem"),
    3: ("S5517", "J2997", "99601"),
    4: ("S5520", "S5522"),
    5: ("therapy_per_diem",),
    7: ("therapy_per_diem",),
    10: ("enteral_per_diem", "enteral_formula", "enteral_kit", "enteral_pump"),
    15: ("home_mix",),
}
"""The codes and families that they turn on; rates of any code speak of the others."""


def summed(evidence: Sequence[Evidence]) -> Iterator[tuple[Sight, list[int]]]:
    """The numbers of the recommendations by what is seen of them, in the order of Sight."""
    for sight in Sight:
        found = [each.number for each in evidence if each.sight is sight]
        if found:
            yield sight, found
