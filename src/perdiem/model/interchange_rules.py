"""What can be wrong in a claim file, as data: each rule's sentence, weight and codes in the acknowledgments.

The codes are those of the 999 (segment IK304, element IK403, transaction IK502, group AK905) and of the 277CA
(category and status of STC01). The sentences are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.model.faults import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `rejects_claim` sets the claim aside; an ERROR without it is data kept and marked.

    `transaction` set on an ERROR makes the 999 refuse the transaction, `group` the group.
    """

    name: str
    message: str
    severity: Severity = Severity.ERROR
    rejects_claim: bool = False
    segment: str | None = None
    element: str | None = None
    transaction: str | None = None
    group: str | None = None
    status: str = "A3:21"


W = Severity.WARNING

_OF_FILES = (
    Rule("file-empty", "the file is empty"),
    Rule("file-not-x12", "no ISA segment was found; this is not an X12 file"),
    Rule("file-cut", "the compressed file is cut off or broken; what came before was read"),
    Rule("file-too-dense", "unpacks to far more than a claim file would; reading stopped"),
    Rule("file-unreadable", "the file could not be read"),
    Rule("isa-delimiters", "the delimiters cannot be told from ISA; the interchange was set aside"),
    Rule("isa-padding", "the elements of ISA are not padded to their fixed lengths", W),
    Rule("iea-missing", "the interchange has no IEA"),
    Rule("iea-count", "IEA01 is not the number of groups"),
    Rule("iea-control", "IEA02 is not the control number of ISA13"),
    Rule("interchange-cut", "the interchange ends inside a segment"),
    Rule("outside-interchange", "there is text outside of any interchange", W),
    Rule("outside-transaction", "a segment stands outside of any transaction", W),
    Rule("control-text", "the text is neither UTF-8 nor ASCII; it was read as Latin-1", W),
)

_OF_GROUPS = (
    Rule("gs-missing", "the transaction stands outside of any group"),
    Rule("gs-type", "GS01 is not HC, the group of claims", group="1"),
    Rule("ge-missing", "the group has no GE", group="3"),
    Rule("ge-count", "GE01 is not the number of transactions", group="5"),
    Rule("ge-control", "GE02 is not the control number of GS06", group="4"),
)

_OF_TRANSACTIONS = (
    Rule("st-type", "the transaction is not an 837; it was set aside", transaction="1", rejects_claim=True),
    Rule(
        "st-version", "the version is not a 5010 professional or institutional claim; the transaction was set aside",
        transaction="I6", rejects_claim=True, status="A3:26",
    ),
    Rule("st-repeat", "the control number was used before in this group", W, transaction="23"),
    Rule("se-missing", "the transaction has no SE", transaction="2"),
    Rule("se-count", "SE01 is not the number of segments", transaction="4"),
    Rule("se-control", "SE02 is not the control number of ST02", transaction="3"),
)  # fmt: skip

_OF_SEGMENTS = (
    Rule("segment-unknown", "the segment is not one of a claim; it was passed over", W, segment="1"),
    Rule("segment-lower-case", "the segment's id is in lower case; it was read as if in capitals", W, segment="1"),
    Rule("segment-too-long", "the segment is longer than any claim needs; it was passed over", segment="8"),
    Rule("hl-parent", "HL02 does not name the level above; the order of the levels was followed", W, segment="7"),
    Rule("hl-sequence", "HL01 is not the next number of its transaction", W, segment="7"),
    Rule("hl-level", "HL03 is not 20, 22 or 23", segment="8", element="7"),
    Rule("reference-repeated", "the reference is given more than once; the first was kept", W, segment="5"),
    Rule("lx-missing", "the line has no LX", W, segment="3"),
    Rule("lx-order", "LX01 is not the line's ordinal", W, segment="7"),
    Rule("service-other-form", "the line's segment belongs to the other kind of claim", W, segment="6"),
    Rule("service-outside", "the service line stands outside of any claim", segment="7"),
)

_OF_CLAIMS = (
    Rule("claim-outside", "the claim stands outside of any transaction", rejects_claim=True, segment="7"),
    Rule("claim-cut", "the file ends inside the claim", rejects_claim=True),
    Rule("claim-too-long", "the claim is longer than any claim can be", rejects_claim=True, segment="8"),
    Rule(
        "claim-level", "the levels above the claim cannot be read, so whose claim it is cannot be told",
        rejects_claim=True, segment="3", status="A3:33",
    ),
    Rule("claim-id", "CLM01 is missing", rejects_claim=True, element="1"),
    Rule("claim-charge-missing", "CLM02 is missing", rejects_claim=True, element="1", status="A7:178"),
    Rule("claim-charge", "CLM02 is not an amount", rejects_claim=True, element="6", status="A7:178"),
    Rule("claim-no-lines", "the claim has no service line", rejects_claim=True, segment="3"),
    Rule("claim-total", "CLM02 is not the sum of the lines' charges", status="A7:178"),
    Rule("line-no-service", "LX is not followed by its service", rejects_claim=True, segment="3"),
    Rule("line-charge-missing", "the line's charge is missing", rejects_claim=True, element="1", status="A7:178"),
    Rule("line-charge", "the line's charge is not an amount", rejects_claim=True, element="6", status="A7:178"),
    Rule("billing-missing", "the level of the billing provider has no NM1*85", segment="3"),
    Rule("subscriber-missing", "the level of the subscriber has no NM1*IL", segment="3", status="A3:33"),
    Rule("member-missing", "NM109 of the subscriber is missing", element="1", status="A3:33"),
    Rule("patient-missing", "the level of the patient has no NM1*QC", segment="3"),
    Rule("payer-missing", "the level of the subscriber has no NM1*PR", W, segment="3"),
    Rule("procedure-missing", "the line has no code of a service", element="1"),
    Rule("revenue-missing", "the line has no revenue code", element="1"),
    Rule("quantity-missing", "the line's quantity is missing", element="1"),
    Rule("number", "the element is not a number; it was left out", element="6"),
    Rule("date", "the element is not a date or a range of dates; it was left out", element="8"),
    Rule("date-order", "the range of dates ends before it begins; it was left out", element="8"),
    Rule("line-date-missing", "the line has no date of service (DTP*472)", segment="3"),
)  # fmt: skip

RULES: dict[str, Rule] = {
    rule.name: rule for rule in (*_OF_FILES, *_OF_GROUPS, *_OF_TRANSACTIONS, *_OF_SEGMENTS, *_OF_CLAIMS)
}
