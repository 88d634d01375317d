"""What a policy's code references mean for recommendations 2, 3, 14 and 15, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from perdiem.codes import CodeSets
from perdiem.model.scan import (
    CodeReference,
    Meaning,
    NearbyKind,
    Nearness,
    PolicyText,
    ReferenceKind,
    Stance,
)
from perdiem.rules.scanning.named import (
    Named,
    counted_in_words,
    is_or_are,
    listed,
    number_word,
    stands_or_stand,
)
from perdiem.rules.scanning.nearby import NearbyIndex
from perdiem.rules.scanning.nursing_words import nursing_without_a_code

_FACILITY_DE_CLOTTING = "36593"  # recommendation 3 prints S5517 and J2997; CPT has this one for the same service
_AROUND = (Nearness.NEXT, Nearness.HEADING)


def meanings_of(
    references: Sequence[CodeReference], policy: PolicyText, sets: CodeSets, nearby: NearbyIndex
) -> tuple[Meaning, ...]:
    """Sentences on recommendations 2, 3, 14 and 15, in that order."""
    if not any(reference.codes for reference in references):
        return tuple(Meaning(number, Stance.SILENT, "The document names no codes.") for number in (2, 3, 14, 15))
    return (
        *_coordinated_services(references, sets),
        *_de_clotting(references, sets),
        *_nursing(references, sets, nearby),
        *_home_mix(references, policy, sets),
    )


def _coordinated_services(references: Sequence[CodeReference], sets: CodeSets) -> Iterator[Meaning]:
    per_diem = Named.of(references, sets.families["any_per_diem"])
    if per_diem.codes:
        yield Meaning(
            2,
            Stance.SUPPORTS,
            f"{counted_in_words(len(per_diem.codes), 'per diem S code')} {is_or_are(per_diem.codes)} named: "
            f"{listed(per_diem.codes, 12)}.",
            per_diem.positions,
            per_diem.codes,
        )
        refused = per_diem.beside(NearbyKind.EXCLUSION, Nearness.SAME)
        if refused.codes:
            yield Meaning(
                2,
                Stance.READ,
                f"Words of exclusion ({refused.quoted(NearbyKind.EXCLUSION, Nearness.SAME)}) stand beside "
                f"{listed(refused.codes, 12)}: see whether the S code itself is refused.",
                refused.positions,
                refused.codes,
            )
    else:
        groups = tuple(r.position for r in references if r.kind is ReferenceKind.PREFIX and r.written[0] == "S")
        yield Meaning(
            2,
            Stance.READ if groups else Stance.SILENT,
            "S codes are spoken of, but no per diem S code is named." if groups else "No per diem S code is named.",
            groups,
        )
    medicare = Named.of(references, sets.families["hit_g_codes"])
    refused = medicare.beside(NearbyKind.EXCLUSION, Nearness.SAME)
    if medicare.codes and len(refused.references) == len(medicare.references):
        yield Meaning(
            2,
            Stance.SUPPORTS,
            f"The Medicare home infusion G codes {listed(medicare.codes)} stand only beside words of "
            f"exclusion ({refused.quoted(NearbyKind.EXCLUSION, Nearness.SAME)}).",
            medicare.positions,
            medicare.codes,
        )
    elif medicare.codes:
        yield Meaning(
            2,
            Stance.CONTRADICTS,
            f"Medicare home infusion G codes are named: {listed(medicare.codes)}.",
            medicare.positions,
            medicare.codes,
        )


def _de_clotting(references: Sequence[CodeReference], sets: CodeSets) -> Iterator[Meaning]:
    wanted = (*sets.families["de_clotting"], _FACILITY_DE_CLOTTING)
    named = Named.of(references, wanted)
    if not named.codes:
        yield Meaning(3, Stance.SILENT, f"None of the de-clotting codes {listed(wanted)} is named.")
        return
    what = f"De-clotting ({listed(named.codes)})"
    yield from _authorization(3, what, named)
    refused = named.beside(NearbyKind.EXCLUSION, Nearness.SAME)
    if refused.codes:
        yield Meaning(
            3,
            Stance.CONTRADICTS,
            f"{listed(refused.codes)} {stands_or_stand(refused.codes)} beside words of exclusion "
            f"({refused.quoted(NearbyKind.EXCLUSION, Nearness.SAME)}).",
            refused.positions,
            refused.codes,
        )
    missing = [code for code in sets.families["de_clotting"] if code not in named.codes]
    if missing:
        yield Meaning(
            3,
            Stance.READ,
            f"{listed(missing)} {is_or_are(missing)} not named beside {listed(named.codes)}: "
            "a de-clotting is paid in full only when kit and drug are both covered.",
            named.positions,
            tuple(missing),
        )


def _nursing(references: Sequence[CodeReference], sets: CodeSets, nearby: NearbyIndex) -> Iterator[Meaning]:
    named = Named.of(references, sets.families["any_nursing"])
    loose = tuple(nursing_without_a_code(nearby, named.references))
    if not named.codes:
        yield Meaning(14, Stance.SILENT, "No nursing code is named (99601, 99602 or another).")
        yield from loose
        return
    yield from _authorization(14, f"Nursing ({listed(named.codes)})", named)
    for kind, stance, says in (
        (NearbyKind.LIMIT, Stance.CONTRADICTS, "Words of limit"),
        (NearbyKind.NO_LIMIT, Stance.SUPPORTS, "Words that lift a limit"),
    ):
        same = named.beside(kind, Nearness.SAME)
        near = named.beside(kind, *_AROUND).without(same)
        if same.codes:
            yield Meaning(
                14,
                stance,
                f"{says} ({same.quoted(kind, Nearness.SAME)}) stand beside {listed(same.codes)}.",
                same.positions,
                same.codes,
            )
        if near.codes:
            yield Meaning(
                14,
                Stance.READ,
                f"{says} ({near.quoted(kind, *_AROUND)}) stand near {listed(near.codes)}, in the sentence before or "
                "after or in the heading: see whether they are about nursing.",
                near.positions,
                near.codes,
            )
    yield from loose


def _authorization(number: int, what: str, named: Named) -> Iterator[Meaning]:
    """Whether authorization is asked for beside these codes, waived, spoken of nearby, or not mentioned."""
    asked = named.beside(NearbyKind.AUTHORIZATION, Nearness.SAME)
    waived = named.beside(NearbyKind.NO_AUTHORIZATION, Nearness.SAME)
    near = named.beside(NearbyKind.AUTHORIZATION, *_AROUND).without(asked).without(waived)
    if asked.codes:
        yield Meaning(
            number,
            Stance.CONTRADICTS,
            f"{what}: words of authorization ({asked.quoted(NearbyKind.AUTHORIZATION, Nearness.SAME)}) stand beside "
            f"{listed(asked.codes)}.",
            asked.positions,
            asked.codes,
        )
    if waived.codes:
        yield Meaning(
            number,
            Stance.SUPPORTS,
            f"{what}: no authorization is asked for {listed(waived.codes)} "
            f"({waived.quoted(NearbyKind.NO_AUTHORIZATION, Nearness.SAME)}).",
            waived.positions,
            waived.codes,
        )
    if near.codes:
        yield Meaning(
            number,
            Stance.READ,
            f"{what}: words of authorization ({near.quoted(NearbyKind.AUTHORIZATION, *_AROUND)}) stand near "
            f"{listed(near.codes)}, in the sentence before or after or in the heading: see whether they "
            "apply.",
            near.positions,
            near.codes,
        )
    if not (asked.codes or waived.codes or near.codes):
        yield Meaning(
            number,
            Stance.READ,
            f"{what}: named without words of authorization near; silence is not a waiver.",
            named.positions,
            named.codes,
        )


def _home_mix(references: Sequence[CodeReference], policy: PolicyText, sets: CodeSets) -> Iterator[Meaning]:
    seven = sets.families["home_mix"]
    named = Named.of(references, seven)
    if not named.codes:
        unread = ", as far as the document could be read (see its warnings)" if policy.unread_pages else ""
        stance = Stance.READ if unread else Stance.SUPPORTS
        yield Meaning(15, stance, f"None of the seven home-mix codes is named{unread}.")
    else:
        written = {code for reference in references for code in reference.written_out}
        unwritten = tuple(code for code in named.codes if code not in written)
        count = counted_in_words(len(named.codes), "home-mix code")
        sentence = f"{count} {is_or_are(named.codes)} named: {listed(named.codes)}."
        if unwritten:
            ranges = dict.fromkeys(r.written for r in named.references if set(r.only_named_by_range) & set(unwritten))
            verb = "is" if len(unwritten) == 1 else "are"
            sentence += (
                f" {number_word(len(unwritten))} of them {verb} not written out ({listed(unwritten)}), "
                f"only named by {' and '.join(ranges)}."
            )
        refused = named.beside(NearbyKind.EXCLUSION, Nearness.SAME)
        if len(refused.references) == len(named.references):
            sentence += (
                f" Every place stands beside words of exclusion "
                f"({refused.quoted(NearbyKind.EXCLUSION, Nearness.SAME)}); "
                "the recommendation asks that the reference itself goes."
            )
        yield Meaning(15, Stance.CONTRADICTS, sentence, named.positions, named.codes)
    additive = Named.of(references, sets.families["home_mix_additive"])
    if additive.codes:
        yield Meaning(
            15,
            Stance.READ,
            f"{listed(additive.codes)} is named: CMS words it as home mix too, though the recommendation's "
            "list of seven leaves it out.",
            additive.positions,
            additive.codes,
            warning=True,
        )
