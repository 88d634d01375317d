"""What a request must say before it can be reviewed, and what of that it lacks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from perdiem.codes.expand import expand
from perdiem.model.authorization import Missing, Requester
from perdiem.model.authorization_settings import AuthorizationSettings
from perdiem.rules.authorization.case import Case

QUESTIONS: Mapping[str, tuple[str, Callable[[Case], bool]]] = {
    "diagnosis": ("Send the diagnosis (ICD-10-CM).", lambda case: bool(case.request.diagnoses)),
    "first_day": ("Send the first day of service.", lambda case: case.has_first_day),
    "quantity": ("Send the quantity in units of the code.", lambda case: case.item.quantity is not None),
    "prescriber": (
        "Send the NPI of the prescriber.",
        lambda case: bool(case.request.prescriber_npi) or case.request.requester is Requester.PRESCRIBER,
    ),
    "birth_date": ("Send the member's date of birth.", lambda case: case.request.birth_date is not None),
    "place_of_service": ("Send the place of service.", lambda case: bool(case.item.place_of_service)),
}


def missing_information(case: Case, settings: AuthorizationSettings) -> tuple[Missing, ...]:
    """What the settings ask for and the request does not give, for one item; in the order of the settings."""
    found = [
        Missing(name, QUESTIONS[name][0]) for name in settings.required_information if not QUESTIONS[name][1](case)
    ]
    if not case.code:
        found.insert(0, Missing("code", "Send the procedure code (HCPCS or CPT) of the item."))
    version = case.version
    came = {word for each in case.request.attachments for word in (each.answers, each.kind) if word}
    for document in settings.documents if version is not None else ():
        assert version is not None
        if case.code not in expand(document.for_, version.sets):
            continue
        if not came & {document.code, document.questionnaire}:
            found.append(Missing(document.code, document.asks, document.questionnaire))
    return tuple(found)


def is_approved_by_setting(case: Case, settings: AuthorizationSettings) -> bool:
    """Whether a setting of the payor approves the item without a person."""
    version = case.version
    if version is None or case.days.first is None or case.days.last is None:
        return False
    length = (case.days.last - case.days.first).days + 1
    for rule in settings.auto_approve:
        if case.code not in expand(rule.for_, version.sets):
            continue
        if rule.up_to_days is not None and (case.item.last_day is None or length > rule.up_to_days):
            continue
        if rule.up_to_quantity is None:
            return True
        if case.item.quantity is not None and case.item.quantity <= rule.up_to_quantity:
            return True
    return False
