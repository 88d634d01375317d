"""R1: infused and provider-administered drugs have a network of their own.

What it looks for
    The kinds of drug that each network serves; and, for a network of infused or provider-administered drugs,
    whether its pharmacies are local and whether they give the full service.

Why it matters
    A specialty network built for self-injected drugs ships a box. An infused drug also needs a pump, tubing,
    diluent and a nurse on the same day. Where a mail-order pharmacy leaves one of them out, a dose is late or
    thrown away, and the nearest site that can help is a hospital. A local pharmacy mends that the same day, and
    most can offer the patient a chair in a suite as well.

Met when
    A network serves infused drugs and no self-injected ones, and its pharmacies are stated to be local and of full
    service. A network of infused drugs alone is enough; that no network names provider-administered drugs is then
    only remarked.

Silent when
    No network of infused or provider-administered drugs is stated.

Limits
    How many pharmacies a network has, how far they are from members, and whether they are any good is not in a
    contract's terms. One network that mixes both kinds makes the whole not met, whatever others say. A network
    whose drugs are not stated is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.terms.parties import Network
from perdiem.model.wording import value_words
from perdiem.rules.recommendations.judge import Judge

GIVEN_BY_PROVIDERS = ("infused", "provider_administered")
SELF_INJECTED = "self_injected"


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the networks that serve infused or provider-administered drugs."""
    judge = Judge(1, contract)
    serving = [(row, network) for row, network in enumerate(contract.networks or ()) if kinds_given(network)]
    if not serving:
        yield judge.silent("network", "No network of infused or provider-administered drugs is stated.")
        return
    for row, network in serving:
        yield from _network(judge, row, network)
    served = {kind for _, network in serving for kind in kinds_given(network)}
    if "infused" not in served:
        yield judge.partly("infused drugs", "No network names infused drugs.", "networks")
    if "provider_administered" not in served:
        yield judge.remark("provider-administered drugs", "No network names provider-administered drugs.", "networks")


def kinds_given(network: Network) -> list[str]:
    """The kinds of drug that a network serves, self-injected drugs left out."""
    return [kind for kind in GIVEN_BY_PROVIDERS if kind in (network.drugs or ())]


def is_mixed(network: Network) -> bool:
    """Whether a network serves self-injected drugs together with infused or provider-administered ones."""
    return SELF_INJECTED in (network.drugs or ()) and bool(kinds_given(network))


def _network(judge: Judge, row: int, network: Network) -> Iterator[Finding]:
    name = network.name or f"Network {row + 1}"
    kinds = value_words(kinds_given(network)).replace("provider administered", "provider-administered")
    path = ("networks", row, "drugs")
    if is_mixed(network):
        text = f"{name} serves self-injected drugs together with {kinds} ones."
        yield judge.not_met("network", text, *path, essential=True)
        return
    yield judge.met("network", f"{name} serves {kinds} drugs and no self-injected ones.", *path)
    for key, element, word, stated in (
        ("local", "local pharmacies", "local", network.local),
        ("full_service", "full service", "of full service", network.full_service),
    ):
        if stated is None:
            yield judge.silent(element, f"Whether the pharmacies of {name} are {word} is not stated.")
        elif stated:
            yield judge.met(element, f"The pharmacies of {name} are {word}.", "networks", row, key)
        else:
            yield judge.not_met(element, f"The pharmacies of {name} need not be {word}.", "networks", row, key)
