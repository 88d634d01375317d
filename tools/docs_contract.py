"""The reference of the contract file: every section and term, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator

from docs_markdown import anchor, code, codes, folded, page, table
from docs_values import is_named, is_rows, sentence_of, value_words

from perdiem.model.contract import Contract
from perdiem.model.results import Basis
from perdiem.model.terms.base import Section
from perdiem.model.terms.lookup import Declared, keys_of, section_in
from perdiem.readers.contract_versions import REMOVED
from perdiem.readers.rate_sheet import HEADINGS, IGNORED, SEARCHED_ROWS, UNITS
from perdiem.rules.recommendations.registry import pages

INTRODUCTION = """
A contract is one text file in YAML: lines of `key: value`, where two more spaces at the start of a line mean "part of
the key above". Every term is optional. A term that is left out, or left blank, is one on which the contract is
*silent*; a key that is not on this page is a fault, with a suggestion. Quotes change nothing: `99601` and `"99601"`
are the same code, `01` keeps its zero.

For completion and checks while you type, see [Editor completion](../how-to/editor-completion.md). `perdiem new` writes
a file that holds every term as a comment.
"""
LONG_FORM = """
## The long form: sources and dates

Any term may be written short or long. The long form says where the term comes from and when it holds.

```yaml contract
sources:
  manual:
    title: Provider manual, home infusion chapter
    publisher: Meridian Health Plan
    dated: January 2026
nursing:
  payment: separate
  limits:
    visits_per_week: {is: 5, source: manual, basis: printed, from: 2026-01-01}
```

| key | meaning |
| --- | --- |
| `is` | the value itself |
| `source` | the name, under `sources`, of the document that says so |
| `basis` | how the term is known: BASES. Without it, `printed` |
| `note` | a remark for readers |
| `from`, `to` | the first and last day on which the term holds |

`source`, `basis` and `note` may also stand in a section, or in a row of a list: they hold for all terms in it.
[Provenance](../explanation/provenance.md) tells what each basis means.
"""
CODES = """
## Naming codes

Wherever a term takes codes, it takes any mix of these, as one text with commas or as a list.

| item | example | stands for |
| --- | --- | --- |
| a code | `S9500` | that code |
| a range | `S9373-S9377`, `S9373 to S9377`, `S9373-77` | every known code between the ends |
| a prefix | `J*` | every known code that begins so |
| a family | `pn_per_diem` | the codes of that [family](codes.md#families) |

A range names codes that it does not write: `B4164-B4180` holds the home-mix codes. Two rates of one code under the
same conditions are a fault. Among authorization rules and among cost shares that fit, the one that names fewest codes
decides.
"""
AMENDMENTS = f"""
## Amendments

An amendment is a file of its own that states only what changes, and from which day.

```yaml
contract: meridian-amendment-1
amends: meridian
effective:
  from: 2026-07-01
concurrent_therapies:
  second: 100%
```

- `amends` names the contract, `effective.from` the first day.
- The contract lists the file, `amendments: [meridian-amendment-1.yaml]`, or both files are named to `perdiem review`.
- A rate takes the place of the contract's rate for its codes where both have the same conditions. Other lists are
  replaced as a whole.
- The value `{REMOVED}` takes a term out: from that day the contract is silent on it.
"""


def contract_page() -> str:
    """The page `contract.md`."""
    sections = table(
        ("section", "what it holds"),
        ((f"[`{key}`](#{anchor(key)})", folded(section.__doc__)[0]) for key, section, _ in _sections(Contract, "")),
    )
    return page(
        "The contract file",
        INTRODUCTION,
        "**On this page:** [the long form](#the-long-form-sources-and-dates), [naming codes](#naming-codes), "
        "[rate sheets](#rate-sheets), [amendments](#amendments), [the top of the file](#the-top-of-the-file), "
        "and the sections below.",
        LONG_FORM.replace("BASES", codes(basis.value for basis in Basis)),
        CODES,
        _rate_sheets(),
        AMENDMENTS,
        "## The sections\n\n" + sections,
        "## The top of the file\n\nThese terms stand in no section.\n\n" + _terms(Contract, ""),
        *(_section(path, section, note) for path, section, note in _sections(Contract, "")),
    )


def terms_of(section: type[Section], path: str = "") -> Iterator[tuple[str, Declared]]:
    """Every term of a section and of those inside it, with its dotted path."""
    for key, field in keys_of(section).items():
        here = f"{path}.{key}" if path else key
        inner = section_in(field.annotation)
        if inner is None or is_rows(field.annotation) or is_named(field.annotation):
            yield here, Declared(section, key, field)
        if inner is not None:
            yield from terms_of(inner, here)


def looked_at_by(path: str, declared: Declared) -> tuple[int, ...]:
    """The recommendations that look at a term: those that its declaration or a recommendation's page names."""
    extra = declared.field.json_schema_extra
    declared_for = extra.get("recommendations", []) if isinstance(extra, dict) else []
    listed = [number for number, shown in pages().items() if path in shown.terms]
    return tuple(sorted({*declared_for, *listed}))


def _sections(section: type[Section], path: str) -> Iterator[tuple[str, type[Section], str]]:
    for key, field in keys_of(section).items():
        inner = section_in(field.annotation)
        if inner is None:
            continue
        here = f"{path}.{key}" if path else key
        note = ""
        if is_rows(field.annotation):
            note = "A list: each entry begins with `-` and holds these terms."
        elif is_named(field.annotation):
            note = "Entries with names of your own; each holds these terms."
        yield here, inner, note
        yield from _sections(inner, here)


def _section(path: str, section: type[Section], note: str) -> str:
    heading = "##" if "." not in path else "###"
    text = "\n\n".join(folded(section.__doc__))
    return "\n\n".join(part for part in (f"{heading} {path}", text, note, _terms(section, path)) if part)


def _terms(section: type[Section], path: str) -> str:
    rows = []
    for key, field in keys_of(section).items():
        declared = Declared(section, key, field)
        here = f"{path}.{key}" if path else key
        inner = section_in(field.annotation)
        if inner is not None and not path and not is_rows(field.annotation) and not is_named(field.annotation):
            continue  # the list of sections has it
        if inner is not None:
            held = "a list of entries" if is_rows(field.annotation) else "a section"
            held = "entries with names of your own" if is_named(field.annotation) else held
            value = f"{held}, see [`{here}`](#{anchor(here)})"
        else:
            value = value_words(declared)
        rows.append((code(key), _meaning(declared), value, sentence_of(declared), _links(here, declared)))
    return table(("term", "what it is", "what may stand there", "its sentence", "looked at by"), rows)


def _meaning(declared: Declared) -> str:
    title, meaning = declared.title, declared.field.description or ""
    if not meaning or meaning == title:
        return title
    return meaning if title == declared.key.replace("_", " ") else f"{title}. {meaning}"


def _links(path: str, declared: Declared) -> str:
    return ", ".join(f"[R{number:02}](recommendations/{number:02}.md)" for number in looked_at_by(path, declared))


def _rate_sheets() -> str:
    shown = table(
        ("column", "headings that are recognized"), ((code(ours), ", ".join(names)) for ours, names in HEADINGS.items())
    )
    units: dict[str, list[str]] = {}
    for written, ours in UNITS.items():
        units.setdefault(ours, []).append(written)
    written = table(
        ("`per`", "what may be written in the unit column"), ((code(k), ", ".join(v)) for k, v in units.items())
    )
    return f"""
## Rate sheets

Rates may stand in a sheet beside the contract, in CSV or Excel (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`):

```yaml
rates:
  - file: rates.xlsx
    sheet: Home infusion      # default: the first sheet that is shown and holds rates
    per: day                  # fills a column that the sheet lacks
    columns: {{codes: Svc, rate: Neg Amt}}   # headings that are not among the usual ones, or letters (rate: D)
```

The heading row is looked for in the first {SEARCHED_ROWS} rows, so a letterhead does no harm. It needs a column of
codes and one of `rate`, `base` or `percent`. Capitals and punctuation in a heading do not matter.

{shown}

{written}

Columns headed {", ".join(sorted(IGNORED))} are passed over in silence; any other column gives a warning. A row with
words and neither code nor rate is taken for a heading inside the sheet, with a warning. Two columns that may both be
meant are a fault, until `columns` says which. Dates may be written as in the United States, month first (1/31/2026). A
rate cell may hold a percent of a price, such as `AWP - 15%` or `106% of ASP`. Hidden sheets are not read unless named;
hidden rows are, with a warning. Every fault names its sheet and cell.
"""
