"""Decisions of requests in a line each, for tests of what is decided and why."""

from __future__ import annotations

from perdiem.codes import packaged_code_sets
from perdiem.model.authorization import Action, Decision
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.rules.authorization.decision import decide
from tests.unit.authorization.requests import NOW, agreement_of, item

SETS = packaged_code_sets()
DRUGS_AND_NURSING = """
lines_of_business: [commercial]
authorization:
  rules:
    - {for: [drug, per_diem, nursing], needed: yes}
"""
CARRIES = DRUGS_AND_NURSING + "  drug_approval_carries: [per_diem, supplies, equipment, nursing]\n"
APPROVES_INFLIXIMAB = AuthorizationSettings.model_validate({"auto_approve": [{"for": "J1745"}]})
START = (item(1, "J1745", quantity=40), item(2, "S9359", quantity=30), item(3, "99601", quantity=2))


def actions_of(decision: Decision) -> list[Action]:
    """What is decided of each item."""
    return [each.action for each in decision.items]


def decided(terms: str, asked, on_file=(), settings=None, **more) -> Decision:  # type: ignore[no-untyped-def]
    """The decision on a request by a contract with these terms."""
    return decide(asked, agreement_of(terms), SETS, on_file, NOW, settings or AuthorizationSettings(), **more)
