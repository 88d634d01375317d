"""Answers to prior-authorization requests in FHIR (HL7 Da Vinci PAS 2.0.1 and 2.2.1)."""

from perdiem.writers.pas.answer import joined, response_bundle
from perdiem.writers.pas.answer_codes import AnswerCodes
from perdiem.writers.pas.from_request import bundle_of
from perdiem.writers.pas.outcome import operation_outcome

__all__ = ["AnswerCodes", "bundle_of", "joined", "operation_outcome", "response_bundle"]
