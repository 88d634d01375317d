"""The terms that make a contract meet R1."""

from __future__ import annotations

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.edits import Edit, append_item, set_term
from perdiem.rules.recommendations.r01_specialty_network.check import (
    GIVEN_BY_PROVIDERS,
    SELF_INJECTED,
    is_mixed,
    kinds_given,
)

NETWORK = {"name": "Infusion network", "drugs": list(GIVEN_BY_PROVIDERS), "local": "yes", "full_service": "yes"}


def amend(contract: Contract, sets: CodeSets) -> list[Edit]:
    """Take infused drugs out of mixed networks, and give them a local, full-service network of their own."""
    networks = list(enumerate(contract.networks or ()))
    mixed = [(row, network) for row, network in networks if is_mixed(network)]
    own = [(row, network) for row, network in networks if kinds_given(network) and not is_mixed(network)]
    edits = [
        set_term("networks", row, "drugs", to=[SELF_INJECTED], reason="Drugs that a nurse or pump gives leave it.")
        for row, _ in mixed
    ]
    if not own:
        return [*edits, append_item("networks", item=dict(NETWORK), reason="Infused drugs need nearby, full service.")]
    for row, network in own:
        if not network.local:
            edits.append(
                set_term("networks", row, "local", to="yes", reason="What is missing is replaced the same day.")
            )
        if not network.full_service:
            edits.append(set_term("networks", row, "full_service", to="yes", reason="The drug alone treats nobody."))
    wanted = {"infused", *(kind for _, network in mixed for kind in kinds_given(network))}
    without = wanted - {kind for _, network in own for kind in kinds_given(network)}
    if without:
        row, network = own[0]
        drugs = [kind for kind in GIVEN_BY_PROVIDERS if kind in without or kind in (network.drugs or ())]
        edits.append(set_term("networks", row, "drugs", to=drugs, reason="No network would serve them otherwise."))
    return edits
