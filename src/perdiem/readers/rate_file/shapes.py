"""The shapes of the objects in rate files, as Arrow reads them. Keys that are not named here are passed over."""

from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

from perdiem.readers.rate_file.parsing import NUMBER, WHOLE, Shape

TEXT = pa.string()
_CONTAINED = pa.list_(pa.struct([("billing_code_type", TEXT), ("billing_code", TEXT)]))
_TIN = pa.struct([("type", TEXT), ("value", TEXT), ("business_name", TEXT)])
_GROUPS = pa.list_(pa.struct([("npi", pa.list_(WHOLE)), ("tin", _TIN)]))
_PRICE = pa.struct(
    [
        ("service_code", pa.list_(TEXT)),
        ("billing_class", TEXT),
        ("setting", TEXT),
        ("negotiated_type", TEXT),
        ("billing_code_modifier", pa.list_(TEXT)),
        ("negotiated_rate", NUMBER),
        ("expiration_date", TEXT),
        ("additional_information", TEXT),
    ]
)
_RATE = pa.struct(
    [("provider_references", pa.list_(NUMBER)), ("provider_groups", _GROUPS), ("negotiated_prices", pa.list_(_PRICE))]
)
ITEM = Shape(
    pa.schema(
        [
            ("negotiation_arrangement", TEXT),
            ("name", TEXT),
            ("billing_code_type", TEXT),
            ("billing_code_type_version", TEXT),
            ("billing_code", TEXT),
            ("description", TEXT),
            ("negotiated_rates", pa.list_(_RATE)),
            ("covered_services", _CONTAINED),
            ("bundled_codes", _CONTAINED),
        ]
    ),
    ("negotiated_rate", "provider_references"),
    ("negotiated_rates", "provider_groups"),
)
"""An object of `in_network`: a code with its rates."""

REFERENCE = Shape(
    pa.schema(
        [
            ("provider_group_id", NUMBER),
            ("provider_groups", _GROUPS),
            ("network_name", pa.list_(TEXT)),
            ("location", TEXT),
        ]
    ),
    ("provider_group_id",),
    ("provider_groups",),
)
"""An object of `provider_references`; also a file of one, which has only the groups."""

_PLAN = pa.struct(
    [
        ("plan_name", TEXT),
        ("plan_id_type", TEXT),
        ("plan_id", TEXT),
        ("plan_market_type", TEXT),
        ("issuer_name", TEXT),
        ("plan_sponsor_name", TEXT),
    ]
)
_LOCATION = pa.struct([("description", TEXT), ("location", TEXT)])
_STRUCTURE = pa.struct(
    [
        ("reporting_plans", pa.list_(_PLAN)),
        ("in_network_files", pa.list_(_LOCATION)),
        ("allowed_amount_file", _LOCATION),
    ]
)
CONTENTS = Shape(pa.schema([("reporting_structure", pa.list_(_STRUCTURE))]), ())
"""A table of contents: plans, and the files that hold for them."""

_AMOUNTS = (
    "standard_charge_dollar", "standard_charge_percentage", "estimated_amount", "median_amount", "10th_percentile",
    "90th_percentile",
)  # fmt: skip
_PAYER = pa.struct(
    [
        ("payer_name", TEXT),
        ("plan_name", TEXT),
        ("standard_charge_algorithm", TEXT),
        ("methodology", TEXT),
        ("additional_payer_notes", TEXT),
        ("count", TEXT),
        *((each, NUMBER) for each in _AMOUNTS),
    ]
)
_CHARGE = pa.struct(
    [
        ("setting", TEXT),
        ("billing_class", TEXT),
        ("modifiers", pa.list_(TEXT)),
        ("modifier_code", pa.list_(TEXT)),
        ("additional_generic_notes", TEXT),
        ("gross_charge", NUMBER),
        ("discounted_cash", NUMBER),
        ("minimum", NUMBER),
        ("maximum", NUMBER),
        ("payers_information", pa.list_(_PAYER)),
    ]
)
_SERVICE = pa.struct(
    [
        ("description", TEXT),
        ("code_information", pa.list_(pa.struct([("code", TEXT), ("type", TEXT)]))),
        ("standard_charges", pa.list_(_CHARGE)),
    ]
)
HOSPITAL = Shape(
    pa.schema([("standard_charge_information", pa.list_(_SERVICE))]),
    ("gross_charge", "discounted_cash", "minimum", "maximum", *_AMOUNTS),
)
"""A hospital's file: services with their codes and charges."""
