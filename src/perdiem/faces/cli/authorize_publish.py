"""`perdiem authorize publish`: the yearly figures of CMS-0057-F and the measures of R8 from a store."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from perdiem.faces.cli.authorize_store import DEFAULT_STORE, Settings, Store
from perdiem.faces.cli.claim_inputs import agreement_of
from perdiem.faces.cli.words import OnDate, Output, Quiet, today, write_text

if TYPE_CHECKING:
    from perdiem.model.authorization_figures import PublishedFigures


class FiguresFormat(StrEnum):
    """How the figures are written."""

    TEXT = "text"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


class CountedUnit(StrEnum):
    """What a one is in the shares."""

    REQUESTS = "requests"
    ITEMS = "items"


class GroupedBy(StrEnum):
    """Who reports apart."""

    CONTRACT = "contract"
    LINE_OF_BUSINESS = "line_of_business"
    PAYOR = "payor"


def publish_command(
    contract: Annotated[Path, typer.Argument(metavar="CONTRACT", help="The contract whose list is published.")],
    store: Store = DEFAULT_STORE,
    year: Annotated[int | None, typer.Option("--year", min=2000, max=9998, help="Default: last year.")] = None,
    unit: Annotated[
        CountedUnit,
        typer.Option("--count", help="requests (one with a part denied counts as denied), or items."),
    ] = CountedUnit.REQUESTS,
    grouping: Annotated[
        GroupedBy, typer.Option("--by", help="contract, line_of_business or payor.")
    ] = GroupedBy.CONTRACT,
    form: Annotated[
        FiguresFormat | None,
        typer.Option("--format", "-f", help="text, html, csv or json. Default: the ending of -o, else text."),
    ] = None,
    settings: Settings = None,
    output: Output = None,
    on: OnDate = None,
    quiet: Quiet = False,
) -> None:
    """Publish the yearly figures on prior authorization that CMS-0057-F asks for, due on 31 March for the year before.

    What needs authorization by the contract; shares approved and denied, standard and expedited, after appeal, after an
    extension; mean and median times; R8's measures; denial reasons. Drugs, which the rule leaves out, stand apart.
    Every share shows its denominator: payors differ in that of appeals, which here are the appeals decided.

    Example:  perdiem authorize publish contract.yaml --store authorizations.db --year 2026 -o figures.html
    """
    from perdiem.codes import code_sets
    from perdiem.engine.duckdb import open_engine
    from perdiem.readers.authorization.settings_file import read_settings
    from perdiem.rules.authorization.needed import needed_codes
    from perdiem.rules.authorization.reporting import published_figures
    from perdiem.rules.authorization.small_figures import without_small
    from perdiem.store.authorizations import AuthorizationStore
    from perdiem.store.figure_items import figure_items

    chosen = read_settings(settings)
    agreement = agreement_of(contract, quiet=quiet)
    day = on or agreement.period.nearest(today())
    terms = agreement.on(day)
    with AuthorizationStore(store, create=False) as kept, open_engine() as engine:
        figures = published_figures(
            figure_items(kept),
            year or _last_year(),
            terms,
            needed_codes(terms, code_sets()),
            engine,
            on=day,
            unit=unit.value,
            grouping=grouping.value,
            time_zone=chosen.clocks.time_zone,
        )
    text = _in_form(without_small(figures, chosen.publish_withhold_below), form or _form_of(output))
    if output is None:
        typer.echo(text, nl=False)
    else:
        write_text(output, text)


def _last_year() -> int:
    now: date = today()
    return now.year - 1


def _form_of(output: Path | None) -> FiguresFormat:
    endings = {".html": FiguresFormat.HTML, ".csv": FiguresFormat.CSV, ".json": FiguresFormat.JSON}
    return endings.get(output.suffix.lower(), FiguresFormat.TEXT) if output else FiguresFormat.TEXT


def _in_form(figures: PublishedFigures, form: FiguresFormat) -> str:
    from perdiem.writers.authorization.figures import figures_csv, figures_json, figures_text

    if form is FiguresFormat.HTML:
        from perdiem.writers.html.authorization import figures_html

        return figures_html(figures)
    return {FiguresFormat.TEXT: figures_text, FiguresFormat.CSV: figures_csv, FiguresFormat.JSON: figures_json}[form](
        figures
    )
