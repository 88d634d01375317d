"""Rate files that payors and hospitals must publish, read into one table of rates."""

from __future__ import annotations

from perdiem.readers.rate_file.narrowing import Narrowed, Narrowing
from perdiem.readers.rate_file.ordering import put_in_order
from perdiem.readers.rate_file.providers import read_providers
from perdiem.readers.rate_file.reading import OpenedRates, open_rates, rates_engine
from perdiem.readers.rate_file.wanted import Wanted, wanted_codes

__all__ = [
    "Narrowed",
    "Narrowing",
    "OpenedRates",
    "Wanted",
    "open_rates",
    "put_in_order",
    "rates_engine",
    "read_providers",
    "wanted_codes",
]
