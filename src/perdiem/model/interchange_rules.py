"""What can be wrong in an X12 file, as data: each rule's sentence, weight, codes in the answers, and what to do.

The codes are those of the TA1 (verdict and note, TA104 and TA105), of the 999 (segment IK304, element IK403,
transaction IK502, group AK905) and of the 277CA (category and status of STC01). The sentences are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.model.faults import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `rejects_claim` sets the claim aside; an ERROR without it is data kept and marked.

    `transaction` set on an ERROR makes the 999 refuse the transaction, `group` the group. `interchange` is the verdict
    and the note of the TA1: R only where nothing of the interchange was read. `action` is what a person should do.
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
    interchange: str | None = None
    action: str = ""


W = Severity.WARNING

_SEND_AGAIN = "ask the sender for the whole file again"
_TELL_SENDER = "tell the sender; the 999 says so too"
_BILL_AGAIN = "ask the provider for a corrected claim; the 277CA says so too"
_ASK_PAYOR = "ask the payor for a corrected remittance"

_OF_FILES = (
    Rule("folder-empty", "the folder holds no file", action="check the path, or wait for the files"),
    Rule("file-empty", "the file is empty", action=_SEND_AGAIN),
    Rule("file-not-x12", "no ISA segment was found; this is not an X12 file", action="give an X12 file"),
    Rule("file-cut", "the compressed file is cut off or broken; what came before was read", action=_SEND_AGAIN),
    Rule("file-too-dense", "unpacks to far more than a claim file would; reading stopped",
         action="unpack it by other means, look at it, and give the unpacked file"),
    Rule("file-unreadable", "the file could not be read", action="check that it may be read and needs no password"),
    Rule("file-no-transactions", "the file holds no transaction", W, action="check that it is the file that was meant"),
    Rule("isa-delimiters", "the delimiters cannot be told from ISA; the interchange was set aside",
         interchange="R:027", action=_SEND_AGAIN),
    Rule("isa-padding", "the elements of ISA are not padded to their fixed lengths", W, interchange="E:022",
         action=_TELL_SENDER),
    Rule("iea-missing", "the interchange has no IEA", interchange="E:023", action=_SEND_AGAIN),
    Rule("iea-count", "IEA01 is not the number of groups", interchange="E:021", action=_SEND_AGAIN),
    Rule("iea-control", "IEA02 is not the control number of ISA13", interchange="E:001", action=_TELL_SENDER),
    Rule("interchange-cut", "the interchange ends inside a segment", interchange="E:023", action=_SEND_AGAIN),
    Rule("outside-interchange", "there is text outside of any interchange", W, action=_TELL_SENDER),
    Rule("outside-transaction", "a segment stands outside of any transaction", W, interchange="E:024",
         action=_TELL_SENDER),
    Rule("control-text", "the text is neither UTF-8 nor ASCII; it was read as Latin-1", W,
         action="look whether names with accents came through"),
    Rule("nul-bytes", "there are NUL bytes in the segment, as a failed transfer leaves them", action=_SEND_AGAIN),
)  # fmt: skip

_OF_GROUPS = (
    Rule("gs-missing", "the transaction stands outside of any group", action=_TELL_SENDER),
    Rule("gs-type", "GS01 does not name the kind of transaction that is read", group="1",
         action="check that it is the file that was meant"),
    Rule("ge-missing", "the group has no GE", group="3", action=_SEND_AGAIN),
    Rule("ge-count", "GE01 is not the number of transactions", group="5", action=_SEND_AGAIN),
    Rule("ge-control", "GE02 is not the control number of GS06", group="4", action=_TELL_SENDER),
)  # fmt: skip

_OF_TRANSACTIONS = (
    Rule("st-type", "the transaction is of another kind; it was set aside", transaction="1", rejects_claim=True,
         action="give it to what reads that kind"),
    Rule("st-version", "the version is not one of 5010 that is read; the transaction was set aside",
         transaction="I6", rejects_claim=True, status="A3:26", action="ask the sender for version 5010"),
    Rule("st-repeat", "the control number was used before in this group", W, transaction="23", action=_TELL_SENDER),
    Rule("se-missing", "the transaction has no SE", transaction="2", action=_SEND_AGAIN),
    Rule("se-count", "SE01 is not the number of segments", transaction="4", action=_SEND_AGAIN),
    Rule("se-control", "SE02 is not the control number of ST02", transaction="3", action=_TELL_SENDER),
    Rule("payment-cut", "the head of the payment has no end; the payment was set aside", transaction="5",
         rejects_claim=True, action=_SEND_AGAIN),
    Rule("payment-missing", "the head has no BPR, so that nothing says what is paid; the payment was set aside",
         transaction="5", rejects_claim=True, action=_ASK_PAYOR),
    Rule("payment-amount", "BPR02 is missing or is not an amount; the payment was set aside", transaction="5",
         rejects_claim=True, action=_ASK_PAYOR),
)  # fmt: skip

_OF_SEGMENTS = (
    Rule("segment-unknown", "the segment is not one of this kind of transaction; it was passed over", W, segment="1",
         action=_TELL_SENDER),
    Rule("segment-lower-case", "the segment's id is in lower case; it was read as if in capitals", W, segment="1",
         action=_TELL_SENDER),
    Rule("segment-too-long", "the segment is longer than any claim needs; it was passed over", segment="8",
         action="look whether the terminator in ISA is the one that ends the segments, and ask for the file again"),
    Rule("hl-parent", "HL02 does not name the level above; the order of the levels was followed", W, segment="7",
         action=_TELL_SENDER),
    Rule("hl-sequence", "HL01 is not the next number of its transaction", W, segment="7", action=_TELL_SENDER),
    Rule("hl-level", "HL03 is not 20, 22 or 23", segment="8", element="7", action=_TELL_SENDER),
    Rule("reference-repeated", "the reference is given more than once; the first was kept", W, segment="5",
         action=_TELL_SENDER),
    Rule("lx-missing", "the line has no LX", W, segment="3", action=_TELL_SENDER),
    Rule("lx-order", "LX01 is not the line's ordinal", W, segment="7", action=_TELL_SENDER),
    Rule("service-other-form", "the line's segment belongs to the other kind of claim", W, segment="6",
         action=_TELL_SENDER),
    Rule("service-outside", "the service line stands outside of any claim", segment="7", action=_SEND_AGAIN),
    Rule("number", "the element is not a number; it was left out", element="6", action=_TELL_SENDER),
    Rule("date", "the element is not a date or a range of dates; it was left out", element="8", action=_TELL_SENDER),
    Rule("date-order", "the range of dates ends before it begins; it was left out", element="8", action=_TELL_SENDER),
)  # fmt: skip

_OF_CLAIMS = (
    Rule("claim-outside", "the claim stands outside of any transaction", rejects_claim=True, segment="7",
         action=_SEND_AGAIN),
    Rule("claim-cut", "the file ends inside the claim", rejects_claim=True, action=_SEND_AGAIN),
    Rule("claim-too-long", "the claim is longer than any claim can be", rejects_claim=True, segment="8",
         action=_SEND_AGAIN),
    Rule("claim-level", "the levels above the claim cannot be read, so whose claim it is cannot be told",
         rejects_claim=True, segment="3", status="A3:33", action=_BILL_AGAIN),
    Rule("claim-id", "CLM01 is missing", rejects_claim=True, element="1", action=_BILL_AGAIN),
    Rule("claim-charge-missing", "CLM02 is missing", rejects_claim=True, element="1", status="A7:178",
         action=_BILL_AGAIN),
    Rule("claim-charge", "CLM02 is not an amount", rejects_claim=True, element="6", status="A7:178",
         action=_BILL_AGAIN),
    Rule("claim-no-lines", "the claim has no service line", rejects_claim=True, segment="3", action=_BILL_AGAIN),
    Rule("claim-total", "CLM02 is not the sum of the lines' charges", status="A7:178",
         action="look at the claim; its lines are read as they stand"),
    Rule("line-no-service", "LX is not followed by its service", rejects_claim=True, segment="3", action=_BILL_AGAIN),
    Rule("line-charge-missing", "the line's charge is missing", rejects_claim=True, element="1", status="A7:178",
         action=_BILL_AGAIN),
    Rule("line-charge", "the line's charge is not an amount", rejects_claim=True, element="6", status="A7:178",
         action=_BILL_AGAIN),
    Rule("billing-missing", "the level of the billing provider has no NM1*85", segment="3", action=_BILL_AGAIN),
    Rule("subscriber-missing", "the level of the subscriber has no NM1*IL", segment="3", status="A3:33",
         action=_BILL_AGAIN),
    Rule("member-missing", "NM109 of the subscriber is missing", element="1", status="A3:33", action=_BILL_AGAIN),
    Rule("patient-missing", "the level of the patient has no NM1*QC", segment="3", action=_BILL_AGAIN),
    Rule("payer-missing", "the level of the subscriber has no NM1*PR", W, segment="3", action=_TELL_SENDER),
    Rule("procedure-missing", "the line has no code of a service", element="1", action=_TELL_SENDER),
    Rule("revenue-missing", "the line has no revenue code", element="1", action=_TELL_SENDER),
    Rule("quantity-missing", "the line's quantity is missing", element="1", action=_BILL_AGAIN),
    Rule("line-date-missing", "the line has no date of service (DTP*472)", segment="3", action=_BILL_AGAIN),
)  # fmt: skip

_OF_REMITTANCES = (
    Rule("payment-balance", "BPR02 is not what the claims pay less what PLB takes off",
         action="compare the payment with the bank's, and ask the payor"),
    Rule("claim-balance", "CLP04 is not the charge less the adjustments of claim and lines",
         action="post the claim by hand, and ask the payor"),
    Rule("line-balance", "SVC03 is not the line's charge less its adjustments",
         action="post the line by hand, and ask the payor"),
    Rule("paid-claim-id", "CLP01 is missing", rejects_claim=True, element="1", action=_ASK_PAYOR),
    Rule("paid-claim-charge", "CLP03 is missing or is not an amount", rejects_claim=True, element="6",
         action=_ASK_PAYOR),
    Rule("paid-claim-amount", "CLP04 is missing or is not an amount", rejects_claim=True, element="6",
         action=_ASK_PAYOR),
    Rule("paid-line-charge", "SVC02 is missing or is not an amount", rejects_claim=True, element="6",
         action=_ASK_PAYOR),
    Rule("paid-line-amount", "SVC03 is missing or is not an amount", rejects_claim=True, element="6",
         action=_ASK_PAYOR),
    Rule("claim-mixed", "a second patient is named under the claim, so that the next claim lost its CLP",
         rejects_claim=True, segment="5", action=_ASK_PAYOR),
    Rule("claim-headless", "a patient is named outside of any claim, so that a claim lost its CLP and was not read",
         segment="7", action=_ASK_PAYOR),
    Rule("adjustment-amount", "the adjustment has no amount that can be read", element="1", action=_ASK_PAYOR),
    Rule("trace-missing", "the payment has no trace number (TRN)", segment="3", action=_ASK_PAYOR),
    Rule("payer-name-missing", "the payment does not name the payor (N1*PR)", segment="3", action=_ASK_PAYOR),
    Rule("payee-missing", "the payment does not name the provider (N1*PE)", segment="3", action=_ASK_PAYOR),
    Rule("remark-many", "the line has more than five remarks; the first five were kept", W,
         action="read the others in the file itself"),
)  # fmt: skip

RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (*_OF_FILES, *_OF_GROUPS, *_OF_TRANSACTIONS, *_OF_SEGMENTS, *_OF_CLAIMS, *_OF_REMITTANCES)
}
