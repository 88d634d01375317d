"""Edits in a YAML text do what the same edits do in its data, and touch no other line."""

from __future__ import annotations

import io
import re
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from perdiem.readers.yaml_document import parse_yaml
from perdiem.writers.yaml_text import append_item, remove, set_value

KEYS = st.sampled_from(["a", "b", "c", "d", "long_key", "e-f", "rates", "1"])
WORDS = st.sampled_from(["x", "1", "1.50", "yes", "no", "a b", "it's", "a: b", "a #b", "#", "null", "]", "}", "a, b",
                         "- a", "", "a\\b", 'q"q', ":", "é", "-", "a:"])  # fmt: skip
ROWS = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3) | st.dictionaries(KEYS, inner | st.none(), min_size=1, max_size=3)
    ),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(KEYS, ROWS | st.none(), min_size=1, max_size=4)
NEW = WORDS | st.lists(WORDS, min_size=1, max_size=3) | st.dictionaries(KEYS, WORDS, min_size=1, max_size=2)
CALM = settings(deadline=None, max_examples=60, derandomize=True)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document in block style, flow style or both, with comments above, behind and between."""
    data = draw(DOCUMENTS)
    yaml = YAML()
    yaml.default_flow_style = draw(st.sampled_from([False, None]))
    yaml.width = 1_000_000
    if draw(st.booleans()):
        yaml.indent(mapping=draw(st.sampled_from([2, 4])), sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(data, stream)
    lines: list[str] = []
    for number, line in enumerate(stream.getvalue().splitlines()):
        lines.extend(draw(st.sampled_from([[], [], [f"# above {number}:"], ["", f"    # deep: {number}"]])))
        lines.append(line + draw(st.sampled_from(["", "", f"  # behind: {number}"])))
    return "\n".join(lines) + draw(st.sampled_from(["\n", "\n# end\n", "\n\n", ""]))


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in inner for place in [(*path, key), *paths(value, (*path, key))]]


def read(text: str) -> Any:
    document = parse_yaml(text, "edited.yaml")
    assert not document.faults, ([str(fault) for fault in document.faults], text)
    return document.data


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def without(data: Any, path: tuple[Any, ...]) -> Any:
    """What `remove` promises: a section left empty goes too; the document itself stays."""
    data = deepcopy(data)
    while path:
        holder = at(data, path[:-1])
        if len(holder) > 1:
            del holder[path[-1]]
            return data
        path = path[:-1]
    return data


def comments(text: str) -> list[str]:
    return re.findall(r"# (?:above|deep|behind|end):? ?\d*", text)


def lines_outside(text: str, path: tuple[Any, ...]) -> list[str]:
    """The lines of other terms: those before the term's first line, and from the next term's line on."""
    document = parse_yaml(text, "")
    everything = sorted({place.line or 0 for place in document.values.values()})
    first = (document.keys.get(path) or document.place(path)).line or 0
    last = max([place.line or 0 for p, place in document.values.items() if p[: len(path)] == path])
    following = min([line for line in everything if line > last], default=len(text.splitlines()) + 1)
    lines = text.splitlines()
    return [*lines[: first - 1], *lines[following - 1 :]]


def is_subsequence(some: list[str], lines: list[str]) -> bool:
    """Whether the lines are all there in their order; a row's second key may come to stand behind the dash."""
    rest = iter([undashed(line) for line in lines])
    return all(undashed(line) in rest for line in some)


def undashed(line: str) -> str:
    return re.sub(r"^[ -]+", lambda found: " " * len(found[0]), line)


@CALM
@given(texts(), NEW, st.data())
def test_a_value_is_set_and_no_other_term_changes(text: str, new: Any, data: st.DataObject) -> None:
    before = read(text)
    path = data.draw(st.sampled_from(paths(before)))
    edited = set_value(text, path, new)
    wanted = deepcopy(before)
    at(wanted, path[:-1])[path[-1]] = new
    assert read(edited) == wanted
    assert is_subsequence(lines_outside(text, path), edited.splitlines())


@CALM
@given(texts(), NEW, st.data())
def test_a_new_key_is_added_and_every_line_and_comment_stays(text: str, new: Any, data: st.DataObject) -> None:
    before = read(text)
    sections = [path for path in [(), *paths(before)] if isinstance(at(before, path), dict)]
    path = data.draw(st.sampled_from(sections))
    edited = set_value(text, (*path, "new"), new)
    wanted = deepcopy(before)
    at(wanted, path)["new"] = new
    assert read(edited) == wanted
    assert sorted(comments(edited)) == sorted(comments(text))


@CALM
@given(texts(), NEW)
def test_keys_that_are_missing_on_the_way_are_added(text: str, new: Any) -> None:
    edited = set_value(text, ("new", "inner", "deep"), new)
    assert read(edited) == {**read(text), "new": {"inner": {"deep": new}}}
    if not re.search(r"^\{", text, re.MULTILINE):
        assert edited.startswith(text.rstrip("\n"))


@CALM
@given(texts(), NEW, st.data())
def test_an_item_is_appended_and_every_line_and_comment_stays(text: str, new: Any, data: st.DataObject) -> None:
    before = read(text)
    lists = [path for path in paths(before) if isinstance(at(before, path), list)]
    path = data.draw(st.sampled_from([*lists, ("new",)]))
    edited = append_item(text, path, new)
    wanted = deepcopy(before)
    if path == ("new",):
        wanted["new"] = [new]
    else:
        at(wanted, path).append(new)
    assert read(edited) == wanted
    assert sorted(comments(edited)) == sorted(comments(text))


@CALM
@given(texts(), st.data())
def test_a_term_is_removed_and_no_other_term_changes(text: str, data: st.DataObject) -> None:
    before = read(text)
    path = data.draw(st.sampled_from(paths(before)))
    edited = remove(text, path)
    wanted = without(before, path)
    assert read(edited) == wanted
    while path and len(at(before, path[:-1])) == 1:
        path = path[:-1]
    if path:
        assert is_subsequence(lines_outside(text, path), edited.splitlines())


@CALM
@given(texts(), NEW)
def test_what_is_set_and_removed_again_leaves_the_text(text: str, new: Any) -> None:
    edited = remove(set_value(text, ("new",), new), ("new",))
    assert read(edited) == read(text)
    assert edited.rstrip() == text.rstrip()
