"""What can be wrong with a rate file, in a sentence each, with what was done about it."""

from __future__ import annotations

RATE_FAULTS: dict[str, str] = {
    # the file
    "file-unreadable": "The file cannot be opened or is locked by a password; nothing was read.",
    "file-cut": "The file breaks off before its end; what stands before the break was read.",
    "download-refused": "The address does not give the file; one that was signed for a time may have ended.",
    "download-broken": "The download broke off and could not be gone on with; what had come was read.",
    "file-too-dense": "The file unpacks to far more than a rate file would; reading stopped there.",
    "file-not-json": "The file is neither JSON nor a hospital's CSV, so not a rate file; a saved web page often is.",
    "file-without-rates": "The file holds none of the tables that rate files have; nothing was read.",
    "rates-read-already": "Rates of a file that is read here too stand in the table; the table's were left out.",
    "folder-empty": "The folder or zip holds no file.",
    "link-loop": "The folder leads back into itself; it was read once.",
    # JSON
    "json-broken": "An object is not valid JSON; it was left out.",
    "key-twice": "An object has a key twice; the last one counts.",
    "text-not-utf8": "A text is not UTF-8; the wrong bytes were replaced by a question mark sign.",
    "number-as-text": "A number is written as text; it was read as the number.",
    "number-not-one": "A number is none (NaN, words); it was left empty.",
    "number-not-whole": "An NPI has a fraction; it was left empty.",
    "value-of-wrong-kind": "A value is of another kind than the schema says; it was left empty.",
    "code-unreadable": "A code is neither text nor number; the item cannot be told and was left out.",
    # the file's head
    "head-missing": "A key that the schema requires is missing from the file's head.",
    "file-date-wrong": "The file's date is missing or not a day.",
    "version-unknown": "The file's version is neither 1.x nor 2.x (hospitals: 2.x or 3.x); it was read all the same.",
    "plan-incomplete": "The plan's name, identifier, kind and market should stand together, and one is missing.",
    "plan-market-unknown": "The plan's market is neither group nor individual.",
    "plan-id-type-unknown": "The plan's identifier is neither ein nor hios.",
    # an item
    "item-key-missing": "A code's object lacks a key that the schema requires.",
    "arrangement-unknown": "The arrangement is none of ffs, bundle, capitation.",
    "code-system-unknown": "The code's system is none that the schema knows.",
    "code-ended": "The code had ended before the file's date.",
    "code-not-begun": "The code was not yet in force on the file's date.",
    "rate-without-providers": "A rate names no provider at all; its rows have no NPI.",
    "rate-without-prices": "A rate has no price; there is no row for it.",
    # a price
    "negotiated-type-unknown": "The negotiated type is none that the schema knows.",
    "billing-class-unknown": "The billing class is none of professional, institutional, both.",
    "setting-unknown": "The setting is missing or unknown; schema 2 requires it.",
    "expiration-missing": "The expiration date is missing.",
    "expiration-wrong": "The expiration date is not a day written as 2026-12-31; it was left empty.",
    "rate-missing": "The rate is missing.",
    "rate-not-positive": "The rate is zero or less.",
    "rate-rounded": "The rate has more than six places; it was rounded half up.",
    "rate-too-large": "The rate has more than twelve digits before the point; it was left empty.",
    "percentage-over-100": "A percentage is over 100; it may be dollars.",
    "place-missing": "A professional rate names no place of service.",
    "place-unknown": "A place of service is not one of the numbers that the schema allows.",
    # providers
    "npi-wrong": "An NPI does not have ten digits, or fails its check digit; it was kept as written.",
    "tin-wrong": "A tax number lacks its kind or value, or is of an unknown kind.",
    "reference-unknown": "A rate names a provider reference that the file does not have; its rows have no NPI.",
    "reference-not-here": "A provider reference points to a file that is not in the folder of references.",
    "reference-twice": "A provider reference has the number of another; both count.",
    "reference-without-providers": "A provider reference names neither providers nor a file.",
    # table of contents
    "plan-key-missing": "A plan in the table of contents lacks a key that the schema requires.",
    "location-wrong": "The place of a file is missing or does not begin with https://.",
    # hospitals
    "row-unreadable": "A row of the CSV cannot be taken apart; it was left out.",
    "column-missing": "A column that the layout requires is missing.",
    "amount-not-one": "An amount is not a number; it was left empty.",
    "percent-in-dollars": "A percent stands in a dollar field; it was read as a percent.",
    "methodology-unknown": "The methodology is none that the layout knows.",
    "charge-missing": "A row or object of a code has no amount at all; there is no row for it.",
}
"""Every kind of fault, and its sentence."""

SENTINELS: dict[str, str] = {
    "2739849.30": "placeholder: 2,739,849.30 stands in many hospitals' files for a rate that is not known",
    "1.00": "placeholder: 1.00 stands in many hospitals' files for a rate that is not known",
    "0.22": "placeholder: 0.22 stands in many hospitals' files for a rate that is not known",
    "25798.00": "placeholder: 25,798 stands in many hospitals' files for a rate that is not known",
    "999999999.00": "placeholder: nine nines, which hospitals may write where no amount can be estimated",
}
"""Amounts in dollars that hospitals publish where they have no price, and why each is not one."""
