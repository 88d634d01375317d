"""What `perdiem rates` shows beside the table: the contract that rates imply, and the market."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from perdiem.errors import FaultsFound, UnreadableFile, UsageError
from perdiem.faces.cli.words import make_room, tell, write_text

if TYPE_CHECKING:
    from perdiem.codes import CodeSets
    from perdiem.model.contract import Contract
    from perdiem.model.rate_market import Evidence, RateMarket
    from perdiem.readers.rate_file import OpenedRates, Wanted

MARKET_ENDINGS = (".html", ".xlsx")
FEW_CODES = 5  # with so few, the page shows every provider without being asked


@dataclass(slots=True)
class RatesViews:
    """Which views are wanted, and where they go."""

    contract: Path | None
    market: Sequence[Path]
    placed: Path | None
    payor: str = ""
    provider: str = ""
    providers: Path | None = None
    _own: tuple[Contract, str] | None = field(default=None, init=False)

    @property
    def places(self) -> list[Path]:
        """The files that are written."""
        return [*([self.contract] if self.contract else []), *self.market]

    def check(self) -> None:
        """Raises UsageError for words that do not fit together, FaultsFound for a contract that is wrong."""
        for path in self.market:
            if path.suffix.lower() not in MARKET_ENDINGS:
                raise UsageError(f"{path}: the market is written as .html or .xlsx")
        if self.contract is not None and self.contract.suffix.lower() not in {".yaml", ".yml"}:
            raise UsageError(f"{self.contract}: a contract file ends in .yaml")
        if (self.payor or self.provider) and self.contract is None:
            raise UsageError("--payor and --provider say whose contract is looked for: name its file with --contract")
        if (self.placed is not None or self.providers is not None) and not (self.market or self.contract):
            raise UsageError("--place and --providers belong to the market: name its file with --market")
        if self.providers is not None and not self.providers.is_file():
            raise UnreadableFile(self.providers, "there is no such file")
        if self.placed is not None:
            self._own = _contract(self.placed)

    def write(
        self, opened: OpenedRates, progress: Callable[[str], None], *, wanted: Wanted | None, quiet: bool
    ) -> None:
        """Writes the views out of the rates that are open."""
        if not self.places:
            return
        from perdiem.codes import code_sets
        from perdiem.readers.rate_file import read_providers
        from perdiem.rules.rates.stages import rate_rows

        sets = code_sets()
        if self.providers is not None:
            read_providers(opened.book.engine, self.providers)
        progress("looking at the rates")
        rate_rows(opened.book, are_providers_known=self.providers is not None)
        evidence: Sequence[Evidence] = ()
        if self.contract is not None:
            try:
                evidence = self._write_contract(opened, self.contract, sets, wanted=wanted, quiet=quiet)
            except UsageError:  # of the words that name it; what was read for hours is not lost for that
                self._write_market(opened, (), sets, wanted=wanted, quiet=quiet)
                raise
        if self.market:
            progress("the market")
        self._write_market(opened, evidence, sets, wanted=wanted, quiet=quiet)

    def _write_contract(
        self, opened: OpenedRates, path: Path, sets: CodeSets, *, wanted: Wanted | None, quiet: bool
    ) -> Sequence[Evidence]:
        from perdiem.codes.compress import compress
        from perdiem.faces.cli.rates_report import print_evidence
        from perdiem.rules.rates.evidence import evidence_of
        from perdiem.rules.rates.implied import implied_contract
        from perdiem.writers.implied_contract import implied_contract_yaml

        asked = wanted.codes if wanted else None
        implied = implied_contract(opened.book, sets, payor=self.payor, provider=self.provider, asked=asked)
        text = implied_contract_yaml(implied, sets.get, lambda codes: compress(codes, sets))
        write_text(path, text)
        found = _contract(path)
        if self._own is None:
            self._own = found
        evidence = evidence_of(implied, sets, asked)
        print_evidence(implied, evidence, found[0], sets)
        tell(f"Wrote {path}. Next:  perdiem review {path}", quiet=quiet)
        return evidence

    def _write_market(
        self, opened: OpenedRates, evidence: Sequence[Evidence], sets: CodeSets, *, wanted: Wanted | None, quiet: bool
    ) -> None:
        if not self.market:
            return
        from perdiem.rules.rates.market import points, rate_market
        from perdiem.writers.html.rate_market import MOST_POINTS, rate_market_html
        from perdiem.writers.rate_market import rate_market_xlsx
        from perdiem.writers.wording import counted

        own, title = self._own or (None, "")
        found = rate_market(opened.book, sets, own, title, wanted.codes if wanted else None)
        names = [file.name for file in opened.reading.files]
        codes = sorted({each.code for each in found.codes})
        heading = _heading(found, codes)
        for path in self.market:
            make_room(path)
            if path.suffix.lower() == ".html":
                is_few = len(codes) <= FEW_CODES or (wanted is not None and len(codes) <= 4 * FEW_CODES)
                shown = list(islice(points(opened.book), MOST_POINTS + 1)) if is_few else []
                write_text(path, rate_market_html(found, title=heading, points=shown, evidence=evidence, sources=names))
            else:
                rate_market_xlsx(
                    found, path, title=heading, points=points(opened.book), evidence=evidence, sources=names
                )
            tell(
                f"Wrote {path}: {counted(len(codes), 'code')} of {counted(len(found.named_payors), 'payor')}",
                quiet=quiet,
            )


def _heading(market: RateMarket, codes: Sequence[str]) -> str:
    what = ", ".join(codes) if 0 < len(codes) <= FEW_CODES else "Home infusion"
    if not codes:
        return f"{what}: no amount in dollars was found"
    named = market.named_payors
    who = named[0].payor if len(named) == 1 else f"{len(named)} payors"
    return f"{what}: what {who} pay{'s' if len(named) == 1 else ''}"


def _contract(path: Path) -> tuple[Contract, str]:
    """A contract of today and its title. Raises FaultsFound."""
    from perdiem.faces.cli.words import today
    from perdiem.readers.contract_file import read_contract_file

    file = read_contract_file(path)
    if file.errors or file.agreement is None:
        raise FaultsFound(file.errors)
    contract = file.agreement.on(file.agreement.period.nearest(today()))
    return contract, contract.title or contract.contract
