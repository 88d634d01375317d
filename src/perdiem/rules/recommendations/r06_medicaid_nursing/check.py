"""R6: in Medicaid, an accredited infusion pharmacy may give the nursing itself.

What it looks for
    Whether the contract holds for a Medicaid line of business; whether a provider of nursing must be a certified home
    health agency; who bills nursing; whether nursing is paid at all.

Why it matters
    The pharmacy has the drug, the pump and the nurse, but the plan wants the nurse from a certified home health
    agency, and no agency takes the case. The child stays in hospital, or goes there for every dose. The
    certification is one for billing Medicare and Medicaid directly, which the pharmacy does not do: it bills the plan.

Met when
    Home-health certification is not required, or accreditation is accepted in its place, or the contract names the
    infusion provider as a biller of nursing; and nothing said of certification, billing or payment is to the
    contrary. Certification required, or nursing billed by home health agencies alone, makes it not met.

Silent when
    The contract is for Medicaid, or does not name its lines of business, and says nothing of certification or of who
    bills nursing.

Limits
    The source speaks of managed Medicaid. State rules for fee-for-service Medicaid are judged too, because managed
    plans are built on them. A contract for other lines alone is not applicable, even where the same rule of billing
    has the same effect. That accreditation is accepted for contracting is no word on nursing. State license law may
    ask for more than the contract.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdiem.codes import CodeSets
from perdiem.model.contract import Contract
from perdiem.model.results import Finding
from perdiem.model.wording import value_words
from perdiem.rules.recommendations.judge import Judge


def check(contract: Contract, sets: CodeSets) -> Iterator[Finding]:
    """Findings on the line of business, home-health certification, who bills nursing, and its payment."""
    judge = Judge(6, contract)
    if not may_concern_medicaid(contract):
        text = f"The contract is for {value_words(contract.lines_of_business)}, not for Medicaid."
        yield judge.not_applicable("Medicaid", text, "lines_of_business")
        return
    stated = [*_certification(contract, judge), *_billing(contract, judge), *_payment(contract, judge)]
    yield from stated
    if contract.credentialing.home_health_certification is None:
        text = "Whether a provider of nursing must be a certified home health agency is not stated."
        say = judge.remark if stated else judge.silent
        yield say("home-health certification", text)


def may_concern_medicaid(contract: Contract) -> bool:
    """Whether the contract names a Medicaid line of business, or names no line at all."""
    return not contract.lines_of_business or contract.covers("managed_medicaid", "medicaid_ffs")


def _certification(contract: Contract, judge: Judge) -> Iterator[Finding]:
    element, path = "home-health certification", ("credentialing", "home_health_certification")
    match contract.credentialing.home_health_certification:
        case "required":
            text = "A provider of nursing must be a certified home health agency."
            yield judge.not_met(element, text, *path, essential=True)
        case "not_required":
            yield judge.met(element, "A provider of nursing need not be a certified home health agency.", *path)
        case "accreditation_accepted":
            text = "Accreditation is accepted in place of home-health certification for nursing."
            yield judge.met(element, text, *path)


def _billing(contract: Contract, judge: Judge) -> Iterator[Finding]:
    billers, path = contract.nursing.billed_by, ("nursing", "billed_by")
    if billers and "infusion_provider" in billers:
        yield judge.met("who bills nursing", "The infusion provider may bill nursing.", *path)
    elif billers:
        text = "Nursing is billed by a home health agency alone."
        yield judge.not_met("who bills nursing", text, *path, essential=True)


def _payment(contract: Contract, judge: Judge) -> Iterator[Finding]:
    if contract.nursing.payment == "not_covered":
        yield judge.not_met("payment of nursing", "Nursing visits are not paid.", "nursing", "payment")
