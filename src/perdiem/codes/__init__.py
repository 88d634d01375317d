"""The code sets as dated data, in Perdiem's own words: codes, families, edits, successors, selectors."""

from perdiem.codes.catalogue import CodeSets, code_sets, packaged_code_sets
from perdiem.codes.selector import (
    Selection,
    SelectionItem,
    SelectorError,
    SelectorProblem,
    nearest_codes,
    parse_selector,
    suggest,
)

__all__ = [
    "CodeSets",
    "Selection",
    "SelectionItem",
    "SelectorError",
    "SelectorProblem",
    "code_sets",
    "nearest_codes",
    "packaged_code_sets",
    "parse_selector",
    "suggest",
]
