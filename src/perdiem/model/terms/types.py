"""The values that terms hold: money, percents, days, NPIs, states, code selectors.

Each type reads the text that a person writes in YAML, CSV or Excel, and refuses the rest with one plain sentence.
Money and percents are `Decimal`: never a float.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, GetJsonSchemaHandler, StringConstraints, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError

LARGEST_RATE = Decimal(10_000_000)  # above any price of one unit; a larger one is a slip of the keyboard
EARLIEST_YEAR = 1900  # an earlier one is a slip; 9999-12-31 is in use for an open end
MOST_DECIMALS = 6  # drug units may cost fractions of a cent: six decimals, as in ASP files

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


def _refuse(kind: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(kind, message)


def _number(value: Any, message: str, kind: str) -> Decimal:
    if isinstance(value, bool | float):
        raise _refuse(kind, message)
    text = str(value).strip()
    # Decimal also reads `1_000`, `NaN`, digits of other scripts and exponents beyond any use
    if not _NUMBER.fullmatch(text):
        raise _refuse(kind, message)
    number = Decimal(text)
    return number if number else Decimal(0)  # -0 and 0E-7 are 0


def _decimals(number: Decimal) -> int:
    return len(f"{number:f}".partition(".")[2].rstrip("0"))


def read_money(value: Any) -> Decimal:
    """US dollars as written: `130`, `130.00`, `$1,250.00`. Refuses words, negatives and sentinels."""
    message = "should be an amount in dollars, such as 130.00"
    text = str(value).strip().removeprefix("$").strip() if not isinstance(value, float) else value
    if isinstance(text, str) and re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", text):
        text = text.replace(",", "")
    amount = _number(text, message, "money")
    if amount < 0:
        raise _refuse("money", "should not be negative: an amount in dollars, such as 130.00")
    if amount >= LARGEST_RATE:
        raise _refuse("money", "should be below 10,000,000.00 dollars; a larger amount is taken for a slip")
    if _decimals(amount) > MOST_DECIMALS:
        raise _refuse("money", "should have at most six decimals")
    return amount


def _percent_reader(most: Decimal) -> Callable[[Any], Decimal]:
    def read_percent(value: Any) -> Decimal:
        text = str(value).strip()
        marked = text.endswith("%")
        message = "should be a percent, such as 80%"
        percent = _number(text.removesuffix("%").strip(), message, "percent")
        if not marked and 0 < percent < 1:
            raise _refuse("percent", "should be a percent, such as 80%; a share such as 0.8 is not accepted")
        if percent < 0 or percent > most:
            raise _refuse("percent", f"should be between 0% and {most}%")
        return percent

    return read_percent


def read_figure(value: Any) -> Decimal:
    """A result in a measure's unit: `25%` for percent, `0.60` for a rate per 1,000 days; zero or above."""
    figure = _number(str(value).strip().removesuffix("%").strip(), "should be a number, such as 25% or 0.60", "figure")
    if figure < 0 or figure >= LARGEST_RATE:
        raise _refuse("figure", "should be zero or above, such as 25% or 0.60")
    return figure


def read_factor(value: Any) -> Decimal:
    """A multiplier such as 1.37, above 0 and at most 100."""
    factor = _number(value, "should be a multiplier, such as 1.37", "factor")
    if not 0 < factor <= 100:
        raise _refuse("factor", "should be a multiplier above 0 and at most 100, such as 1.37")
    return factor


def read_day(value: Any) -> date:
    """A service day written as 2026-01-31."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise _refuse("day", "should be a date written year-month-day, such as 2026-01-31")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _refuse("day", "should be a day of the calendar, such as 2026-01-31") from None
    if day.year < EARLIEST_YEAR:
        raise _refuse("day", f"should be a day of {EARLIEST_YEAR} or later, such as 2026-01-31")
    return day


def npi_check_digit_holds(npi: str) -> bool:
    """Whether ten digits pass the NPI's check (Luhn over 80840 and the number; CMS, 45 CFR 162.406)."""
    total = 0
    for place, digit in enumerate(reversed("80840" + npi)):
        number = int(digit)
        if place % 2:
            number = number * 2 - 9 if number > 4 else number * 2
        total += number
    return total % 10 == 0


def read_npi(value: Any) -> str:
    """A National Provider Identifier: ten digits that pass the check."""
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{10}", text):
        raise _refuse("npi", "should be an NPI: ten digits")
    if not npi_check_digit_holds(text):
        raise _refuse("npi", "is not an NPI: its check digit does not fit; one digit may be mistyped")
    return text


def read_tuple(value: Any) -> Any:
    """A list; one word alone is taken as a list of one."""
    if value is None:
        return value
    if isinstance(value, str | int):
        return (str(value),)
    return tuple(value) if isinstance(value, list | set) else value


def read_codes(value: Any) -> Any:
    """Codes, ranges and families, as text or as a list of texts; kept as they were written."""
    parts = read_tuple(value)
    if not isinstance(parts, tuple):
        raise _refuse("codes", "should be codes, ranges or families, such as S9500, S9373-S9377 or pn_per_diem")
    items: list[str] = []
    for part in parts:
        if not isinstance(part, str | int):
            raise _refuse("codes", "should be codes, ranges or families, such as S9500, S9373-S9377 or pn_per_diem")
        items.extend(piece.strip() for piece in re.split(r"[,;\n]", str(part)) if piece.strip())
    return tuple(items)


def read_place(value: Any) -> str:
    """A place of service: two digits, such as 12 or 49."""
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise _refuse("place", "should be a place of service of two digits, such as 12 or 49")
    return text.zfill(2)


def read_modifier(value: Any) -> str:
    """A modifier of two characters, such as SS."""
    text = str(value).strip().upper()
    if not re.fullmatch(r"[A-Z0-9]{2}", text):
        raise _refuse("modifier", "should be a modifier of two characters, such as SS")
    return text


def read_diagnosis_prefix(value: Any) -> str:
    """The beginning of an ICD-10-CM code, a point left out: `O21`, `T80.2` is `T802`."""
    text = str(value).strip().upper().replace(".", "")
    if not re.fullmatch(r"[A-Z][0-9][0-9A-Z]{0,5}", text):
        raise _refuse("diagnosis", "should be the beginning of an ICD-10 code, such as O21 or T80.2")
    return text


_STATES = frozenset(
    {
        "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA",
        "KS", "KY", "LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM",
        "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA",
        "WV", "WI", "WY", "AS", "GU", "MP", "PR", "VI",
    }
)  # fmt: skip


def read_state(value: Any) -> str:
    """A US state or territory by its two letters."""
    text = str(value).strip().upper()
    if text not in _STATES:
        raise _refuse("state", "should be a US state by its two letters, such as TX")
    return text


def _text(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


def _number_or_text(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": pattern}],
            "examples": list(examples),
        }
    )


_CODES_SCHEMA = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string"},
            {"type": "integer"},
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
        ],
        "examples": ["S9500", "S9373-S9377", "pn_per_diem", ["99601", "99602"]],
    }
)

Money = Annotated[Decimal, BeforeValidator(read_money), _number_or_text(r"^\$?[0-9,]+(\.[0-9]{1,6})?$", "130.00")]
Percent = Annotated[Decimal, BeforeValidator(_percent_reader(Decimal(100))), _number_or_text(r"^[0-9.]+ ?%?$", "80%")]
PricePercent = Annotated[
    Decimal, BeforeValidator(_percent_reader(Decimal(1000))), _number_or_text(r"^[0-9.]+ ?%?$", "106%")
]
Figure = Annotated[Decimal, BeforeValidator(read_figure), _number_or_text(r"^[0-9.]+ ?%?$", "25%", "0.60")]
Factor = Annotated[Decimal, BeforeValidator(read_factor), _number_or_text(r"^[0-9.]+$", "1.37")]
Day = Annotated[
    date, BeforeValidator(read_day), WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-01-31"]})
]
Npi = Annotated[
    str,
    BeforeValidator(read_npi),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[0-9]{10}$"}, {"type": "integer"}]}),
]
State = Annotated[str, BeforeValidator(read_state), _text("^[A-Za-z]{2}$", "TX")]
Place = Annotated[
    str,
    BeforeValidator(read_place),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[0-9]{1,2}$"}, {"type": "integer"}]}),
]
ModifierCode = Annotated[
    str,
    BeforeValidator(read_modifier),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[A-Za-z0-9]{2}$"}, {"type": "integer"}]}),
]
DiagnosisPrefix = Annotated[str, BeforeValidator(read_diagnosis_prefix), _text(r"^[A-Za-z][0-9][0-9A-Za-z.]*$", "O21")]
Codes = Annotated[tuple[str, ...], BeforeValidator(read_codes), _CODES_SCHEMA]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=80)]
YesNo = bool

Coverage = Literal["covered", "not_covered"]
LineOfBusiness = Literal[
    "commercial",
    "self_funded",
    "exchange",
    "medicare_advantage",
    "medicare_supplement",
    "managed_medicaid",
    "medicaid_ffs",
    "workers_compensation",
    "tricare",
]
Setting = Literal["home", "suite"]


class _OneOrMany:
    """In the published schema: a list, or one of its words alone; rows always stand in a list."""

    def __get_pydantic_json_schema__(self, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core_schema)
        return schema if "$ref" in schema["items"] else {"anyOf": [schema["items"], schema]}


Item = TypeVar("Item")
Several = Annotated[tuple[Item, ...], BeforeValidator(read_tuple), _OneOrMany()]
