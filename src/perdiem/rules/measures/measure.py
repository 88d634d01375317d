"""Measuring: every measure of a book, by strata, with intervals and the evidence behind each number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from perdiem.codes import CodeSets, code_sets
from perdiem.engine.book import Book
from perdiem.engine.duckdb import literal
from perdiem.errors import UsageError
from perdiem.model.contract import Agreement
from perdiem.model.measure_settings import MeasureSettings
from perdiem.model.measures import (
    DataSource,
    Dimension,
    EvidenceCount,
    MeasureValue,
    Scorecard,
    Standing,
)
from perdiem.rules.measures.aggregate import NO_SITE, Dimensions, Scope, evidence_count
from perdiem.rules.measures.changes import changes_at
from perdiem.rules.measures.code_rows import code_rows
from perdiem.rules.measures.definition import Counted, Measure
from perdiem.rules.measures.dressing import STRATA, dress, strata_in
from perdiem.rules.measures.far_days import far_days
from perdiem.rules.measures.inputs import (
    FIRST_DAY,
    infection_definition,
    put,
    put_readmission_groups,
    put_setting,
    show_tables,
    table_counts,
)
from perdiem.rules.measures.notes import notes_of
from perdiem.rules.measures.plan import DRESSED_BY, EVIDENCE, SEEN, Stage, last_uses, needed
from perdiem.rules.measures.providers import compare_providers
from perdiem.rules.measures.registry import NAMES, measures
from perdiem.rules.measures.suppression import suppressed
from perdiem.rules.measures.trend import trends_of
from perdiem.rules.measures.values import Weighed, missing_value, values_of

Progress = Callable[[int, int], None]


def measure(
    book: Book,
    *,
    agreement: Agreement | None = None,
    by: Sequence[Dimension | str] = (),
    since: date | None = None,
    until: date | None = None,
    settings: MeasureSettings | None = None,
    measures: Sequence[str] | None = None,
    change_on: date | None = None,
    schema: str = "measures",
    progress: Progress | None = None,
    sets: CodeSets | None = None,
) -> Scorecard:
    """Every measure of the book, or those named.

    With an agreement only what concerns its sites, lines of business and period is measured. `by` breaks each measure
    down by each dimension, and by all of them together. `since` and `until` bound the days that count, both included.
    `change_on` asks for the change at that day; by default the first days of the agreement's later versions. `schema`
    names where the evidence stands on the book's engine. `progress` is told how many of how many steps are done.
    Raises UsageError for a name that is no measure or dimension.
    """
    run = _Run(
        book,
        agreement,
        tuple(_dimension(each) for each in by),
        (since, until),
        settings or MeasureSettings(),
        _chosen(measures),
        schema,
        sets or code_sets(),
    )
    made = run.scorecard(change_on, progress)
    return replace(made, trends=trends_of(made))


def _dimension(name: Dimension | str) -> Dimension:
    asked = [each for each in Dimension if each is not Dimension.CATEGORY]
    if name in asked:
        return Dimension(name)
    raise UsageError(f"{name!r} is nothing that measures are broken down by; there are {', '.join(asked)}")


def _chosen(names: Sequence[str] | None) -> tuple[Measure, ...]:
    if names is None:
        return measures()
    if unknown := [name for name in names if name not in NAMES]:
        near = get_close_matches(unknown[0], NAMES, 1, 0.5)
        advice = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(NAMES)}"
        raise UsageError(f"{unknown[0]!r} is no measure; {advice}")
    return tuple(each for each in measures() if each.name in names)


class _Run:
    def __init__(
        self,
        book: Book,
        agreement: Agreement | None,
        by: Dimensions,
        period: tuple[date | None, date | None],
        settings: MeasureSettings,
        chosen: tuple[Measure, ...],
        schema: str,
        sets: CodeSets,
    ) -> None:
        self._book, self._engine, self._agreement = book, book.engine, agreement
        self._by, self._settings = tuple(dict.fromkeys(by)), settings
        self._chosen, self._schema, self._sets = chosen, schema, sets
        self._database = f"{schema}_evidence"  # in memory; what finds no room spills to the working folder
        self._period = period
        self._period = self._narrowed()

    def scorecard(self, change_on: date | None, progress: Progress | None) -> Scorecard:
        values: list[MeasureValue] = []
        evidence: list[EvidenceCount] = []
        changes = []
        comparisons = []
        siteless: dict[str, int] = {}  # rows that name no site, by kind of evidence
        with self._schema_in_use():
            whole = show_tables(self._book, self._agreement)
            put(self._book, "m_code", code_rows(self._sets))
            end = put_setting(self._book, self._settings, *self._period)
            counted = {each.name: self._counted(each) for each in self._chosen}
            done = _Steps(progress, len(self._chosen))
            scope = self._scope(end)
            days = self._change_days(change_on, end)
            self._make_evidence(counted, scope, done)
            for each in self._chosen:
                rows, source = counted[each.name]
                if rows:
                    count = evidence_count(self._engine, each, rows, scope)
                    if without := count.set_aside(NO_SITE):
                        siteless |= {row.evidence: max(without, siteless.get(row.evidence, 0)) for row in rows}
                        if not count.counted:  # nobody can say that the contract has none
                            needed_site = f"the site of each {each.definition.evidence_unit}"
                            values.append(missing_value(each, (needed_site,), *self._period))
                            done.step()
                            continue
                    weighed = _with_excluded(self._values(each, rows, source, scope), count)
                    given = suppressed(weighed, self._settings.suppress_below)
                    values += given
                    if given[0].standing is Standing.SUPPRESSED:
                        done.step()
                        continue  # what follows would tell what is withheld
                    evidence.append(count)
                    changes += changes_at(self._engine, each, rows, scope, days, self._agreement, self._settings)
                    if Dimension.SITE in self._by:
                        hidden = _sites_withheld(given)
                        comparisons += compare_providers(self._engine, each, rows, scope, self._settings, hidden)
                else:
                    values.append(missing_value(each, self._missing(each), *self._period))
                done.step()
            return Scorecard(
                definitions={each.name: each.definition for each in self._chosen},
                values=tuple(values),
                settings=self._settings,
                by=self._by,
                since=self._period[0],
                until=self._period[1],
                notes=notes_of(
                    self._book,
                    values,
                    infection_definition(self._book, self._settings),
                    self._settings,
                    end,
                    self._agreement,
                    siteless,
                    far_days(self._book),
                ),
                tables=table_counts(self._book, whole),
                evidence=tuple(evidence),
                changes=tuple(changes),
                comparisons=tuple(comparisons),
                contract=self._agreement.versions[-1][1].contract if self._agreement else "",
                schema=self._schema,
                labels=self._labels(),
                infection_definition=scope.filled("{infection_definition}").strip("'"),
                scope=scope.where,
            )

    @contextmanager
    def _schema_in_use(self) -> Iterator[None]:
        self._engine.run(f"DROP SCHEMA IF EXISTS {self._schema} CASCADE")
        self._engine.run(f"DETACH DATABASE IF EXISTS {self._database}")
        # evidence is written once and read a few times: to pack it for a file costs more than all the rest of it
        self._engine.run(f"ATTACH ':memory:' AS {self._database}")
        self._engine.run(f"CREATE SCHEMA {self._schema}")
        self._engine.run(f"USE {self._schema}")
        try:
            yield
        finally:
            self._engine.run("USE main")

    def _has(self, name: str) -> bool:
        return self._book.has(name) or (name == "contract" and self._agreement_sites())

    def _agreement_sites(self) -> bool:
        return self._agreement is not None and any(
            site.npi for _, contract in self._agreement.versions for site in contract.sites.locations or ()
        )

    def _missing(self, each: Measure) -> tuple[str, ...]:
        return tuple(table for table in each.definition.tables if not any(self._has(name) for name in table.split("|")))

    def _counted(self, each: Measure) -> tuple[tuple[Counted, ...], DataSource]:
        """By what a measure is counted: its own tables, claims where they stand in for it, or nothing."""
        if not self._missing(each):
            return each.counted, each.definition.data_source
        proxy = each.definition.proxy
        if proxy and self._settings.proxies and all(self._has(name) for name in proxy.tables):
            return each.proxy, DataSource.PROXY
        return (), each.definition.data_source

    def _make_evidence(
        self,
        counted: dict[str, tuple[tuple[Counted, ...], DataSource]],
        scope: Scope,
        done: _Steps,
    ) -> None:
        asked: dict[str, set[str]] = {}
        for each in self._chosen:
            rows, _ = counted[each.name]
            for row in (*rows, *([each.assumed_from] if each.assumed_from and rows else ())):
                asked.setdefault(row.evidence, set()).update(self._strata_of(each, row, scope))
        plan = needed(asked)
        done.add(len(plan))
        if any(stage.reads({"m_diagnosis"}) for stage in plan):
            put_readmission_groups(self._book)
        for stage in plan:
            for name in stage.counted:
                asked.setdefault(name, set()).update(strata_in([stage.query]))
        self._run_stages(plan, asked, done)

    def _strata_of(self, each: Measure, row: Counted, scope: Scope) -> Iterable[str]:
        """The strata that a measure's rows are counted by."""
        if self._agreement is not None:
            return STRATA
        found = strata_in([row.numerator, row.denominator, row.where, row.aside, each.category, scope.where])
        compared = (Dimension.AGE_BAND, Dimension.THERAPY) if Dimension.SITE in self._by else ()
        return found.union(self._by, compared)

    def _run_stages(self, plan: Sequence[Stage], asked: Mapping[str, Collection[str]], done: _Steps) -> None:
        last_use = last_uses(plan)
        for place, stage in enumerate(plan):
            if stage.is_evidence:
                strata = asked[stage.name.removeprefix(EVIDENCE)]
                dress(self._engine, stage, strata, self._settings.age_bands, self._database)
            else:
                self._engine.run_stage(f"CREATE OR REPLACE {_kind(stage)} {stage.name} AS {stage.query}")
            for done_with in [each for each in plan if last_use.get(each.name) == place]:
                if done_with.name not in DRESSED_BY:
                    self._engine.run(f"DROP {'VIEW' if done_with.name in SEEN else 'TABLE'} {done_with.name}")
            done.step()

    def _narrowed(self) -> tuple[date | None, date | None]:
        """The days that count: as asked, and within the agreement's."""
        since, until = self._period
        if self._agreement is not None:
            within = self._agreement.period
            since = max(filter(None, (since, within.first)), default=None)
            until = min(filter(None, (until, within.last)), default=None)
        return since, until

    def _scope(self, end: date) -> Scope:
        since, until = self._period
        named = {"infection_definition": infection_definition(self._book, self._settings)[0]}
        return Scope(
            since or FIRST_DAY, min(until, end) if until else end, self._of_agreement(), self._agreement_sites(), named
        )

    def _of_agreement(self) -> str:
        """SQL over the strata for what concerns the agreement; without one, everything does."""
        if self._agreement is None:
            return "true"
        if self._agreement_sites():
            return f"contract = {literal(self._agreement.versions[-1][1].contract)}"
        lines = {line for _, contract in self._agreement.versions for line in contract.lines_of_business or ()}
        if not lines:
            return "true"
        named = ", ".join(literal(line) for line in sorted(lines))
        return f"(line_of_business is null or line_of_business in ({named}))"

    def _values(self, each: Measure, rows: tuple[Counted, ...], source: DataSource, scope: Scope) -> list[Weighed]:
        sets: list[Dimensions] = [()]
        if each.definition.category:
            sets.append((Dimension.CATEGORY,))
        sets += [(dimension,) for dimension in self._by]
        if len(self._by) > 1:
            sets.append(self._by)
        return values_of(self._engine, each, rows, source, scope, sets, self._settings, self._period)

    def _change_days(self, change_on: date | None, end: date) -> tuple[date, ...]:
        if change_on is not None:
            return (change_on,)
        if self._agreement is None:
            return ()
        return tuple(period.first for period, _ in self._agreement.versions[1:] if period.first and period.first <= end)

    def _labels(self) -> dict[tuple[Dimension, str], str]:
        """Names for people of sites and contracts, where the book has them."""
        labels: dict[tuple[Dimension, str], str] = {}
        for _, contract in self._agreement.versions if self._agreement else ():
            labels[(Dimension.CONTRACT, contract.contract)] = contract.title or contract.contract
            for site in contract.sites.locations or ():
                if site.npi and site.name:
                    labels[(Dimension.SITE, site.npi)] = site.name
        if self._book.has("contract"):
            found = self._engine.run(
                "select site_npi, min(provider_name) from in_contract where provider_name is not null group by site_npi"
            ).fetchall()
            for npi, name in found:
                labels.setdefault((Dimension.SITE, npi), name)
        return labels


def _kind(stage: Stage) -> str:
    if stage.name in SEEN:
        return "TEMP VIEW"
    return "TABLE" if stage.name in DRESSED_BY else "TEMP TABLE"  # what evidence is seen with stays as long as it does


class _Steps:
    """Tells how far a run is."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, more: int) -> None:
        self._total += more

    def step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _with_excluded(weighed: list[Weighed], count: EvidenceCount) -> list[Weighed]:
    """The total's value with how many rows of evidence were set aside."""
    aside = sum(each.rows for each in count.exclusions)
    return [
        replace(each, value=replace(each.value, excluded=aside))
        if not each.value.stratum and each.value.standing is not Standing.NOT_ENOUGH_DATA
        else each
        for each in weighed
    ]


def _sites_withheld(values: Sequence[MeasureValue]) -> frozenset[str]:
    return frozenset(
        each.stratum[0][1]
        for each in values
        if [dimension for dimension, _ in each.stratum] == [Dimension.SITE] and each.standing is Standing.SUPPRESSED
    )
