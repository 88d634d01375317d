"""Prices that a contract refers to without printing them: ASP, AWP, WAC, Medicare's amounts, named schedules."""

from __future__ import annotations

from perdiem.model.book.declaration import DATE, TEXT, UNIT_PRICE, Column, Table

PRICE = Table(
    name="price",
    grain="One row is the price of one unit of one code, or of one package, on one basis over a span of days.",
    sources=("tables: CMS ASP files, price compendia, a payor's own schedules",),
    key=("basis", "schedule", "hcpcs_code", "ndc", "start_date"),
    columns=(
        Column("basis", TEXT, "What kind of price it is, as rates name it.", required=True,
               constraint="asp, awp, wac, acquisition_cost, medicare, schedule or physician"),
        Column("schedule", TEXT, "The name of the schedule, as the contract writes it; for basis schedule."),
        Column("hcpcs_code", TEXT, "The code that the price is for.", required=True),
        Column("ndc", TEXT, "The package, 11 digits, where the price is for one; it then is for one NDC unit."),
        Column("start_date", DATE, "The first day of the price.", required=True),
        Column("end_date", DATE, "The last day of the price; empty: until the next.",
               constraint="not before start_date"),
        Column("unit_price", UNIT_PRICE, "The price of one unit of the code, or of one NDC unit.", required=True,
               unit="USD a unit"),
    ),
)  # fmt: skip
