"""Prior-authorization requests in FHIR (HL7 Da Vinci PAS 2.0.1 and 2.2.1)."""

from perdiem.readers.pas.files import read_requests
from perdiem.readers.pas.inquiry import Inquiry, read_inquiry
from perdiem.readers.pas.intake import CheckedBundle, RefusedBundle, check_bundle
from perdiem.readers.pas.request import Submission, read_submission

__all__ = [
    "CheckedBundle",
    "Inquiry",
    "RefusedBundle",
    "Submission",
    "check_bundle",
    "read_inquiry",
    "read_requests",
    "read_submission",
]
