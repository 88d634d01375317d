"""The reference of the code sets: families, sources, and how much of them is verified."""

from __future__ import annotations

from collections import Counter

from docs_markdown import code, page, table
from ruamel.yaml import YAML

from perdiem.codes import packaged_code_sets
from perdiem.codes.tables import FOLDER, PACKAGED_EDITION, rows
from perdiem.model.codes import Verified

VERIFIED = {
    "yes": "number, dates and meaning were read in the source",
    "partly": "some of it was read; the row says what is ours",
    "number": "only the number was seen in print",
    "no": "rests on general knowledge; to be confirmed before money depends on it",
}


def codes_page() -> str:
    """The page `codes.md`."""
    sets = packaged_code_sets()
    families = [
        (code(name), str(len(members)), sets.family_descriptions[name])
        for name, members in sorted(sets.families.items())
    ]
    return page(
        "Codes",
        f"Perdiem carries {len(sets.codes)} codes in {len(families)} families, dated by {PACKAGED_EDITION}. All "
        "wordings are Perdiem's own: no official descriptor is reproduced. "
        "[Update the codes](../how-to/update-the-codes.md) tells how a newer release is learned; "
        "[Naming codes](contract.md#naming-codes) how a contract names them.",
        _verified(),
        _sources(),
        "## Families\n\nA contract may name a family wherever it may name a code. `perdiem codes families NAME` lists "
        "its codes.\n\n" + table(("family", "codes", "what it is"), families),
    )


def _verified() -> str:
    heads = ("table", "rows", *(kind.value for kind in Verified))
    shown = []
    for name in sorted(path.name for path in FOLDER.glob("*.csv")):
        data = list(rows(name))
        counts = Counter(row.get("verified", "") for row in data)
        if set(counts) <= {""}:
            shown.append((code(name), str(len(data)), *("" for _ in Verified)))
        else:
            shown.append((code(name), str(len(data)), *(str(counts.get(kind.value, 0)) for kind in Verified)))
    meanings = "\n".join(f"- `{kind.value}`: {VERIFIED[kind.value]}." for kind in Verified)
    return (
        f"## What is verified\n\nEach row of each table says how far it was checked.\n\n{meanings}\n\n"
        f"{table(heads, shown)}"
    )


def _sources() -> str:
    data = YAML(typ="safe", pure=True).load((FOLDER / "SOURCE.yaml").read_text("utf-8"))
    parts = ["## Sources"]
    for name, source in data.items():
        listed = "\n".join(
            f"- {title}: {str(source[key]).strip()}"
            for key, title in (
                ("publisher", "Publisher"),
                ("edition", "Edition"),
                ("licence", "Licence"),
                ("verified", "Verified"),
                ("transcribed", "Transcribed"),
            )
            if source.get(key) not in (None, "", "-")
        )
        parts.append(f"### {name}\n\n{source['holds']}.\n\n{listed}")
    return "\n\n".join(parts)
