"""From a term's path to its declaration: its section, title, unit, allowed values."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from perdiem.model.marks import Path
from perdiem.model.terms.base import Section


@dataclass(frozen=True, slots=True)
class Declared:
    """A term's declaration: the section class that holds it, its key in the file, and pydantic's field."""

    section: type[Section]
    key: str
    field: FieldInfo

    @property
    def title(self) -> str:
        """The term's short name in words."""
        return self.field.title or self.key.replace("_", " ")

    @property
    def says(self) -> str | dict[str, str] | None:
        """The term's sentence: a template, or one sentence for each value."""
        found: str | dict[str, str] | None = self._extra("says")
        return found

    @property
    def unit(self) -> str | None:
        """What the term's number counts."""
        found: str | None = self._extra("unit")
        return found

    @property
    def choices(self) -> tuple[str, ...]:
        """The allowed values, where they are a fixed list."""
        return tuple(_choices(self.field.annotation))

    def _extra(self, name: str) -> Any:
        extra = self.field.json_schema_extra
        return extra.get(name) if isinstance(extra, dict) else None


def keys_of(section: type[Section]) -> dict[str, FieldInfo]:
    """The keys that a section of a file may have, in order, with their fields; positions and format left out."""
    return {field.alias or name: field for name, field in section.model_fields.items() if name != "marks"}


def section_in(annotation: Any) -> type[Section] | None:
    """The section class inside an annotation such as `Several[Site] | None`, or None."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    for inner in get_args(annotation):
        found = section_in(inner)
        if found is not None:
            return found
    return None


def section_at(root: type[Section], path: tuple[str | int, ...]) -> type[Section] | None:
    """The section class at a path of keys and row numbers, or None where no section stands there."""
    section: type[Section] | None = root
    for step in path:
        if isinstance(step, int):
            continue
        if section is None:
            return None
        field = keys_of(section).get(step)
        if field is None:
            # an entry of a mapping by name, such as sources.<id>: the section class stays
            continue
        section = section_in(field.annotation)
    return section


def declared_at(root: type[Section], path: tuple[str | int, ...]) -> Declared | None:
    """The declaration of the term at a path, or None where there is none."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return None
    last = max(index for index, step in enumerate(path) if isinstance(step, str))
    section = section_at(root, path[:last])
    if section is None:
        return None
    field = keys_of(section).get(names[-1])
    return Declared(section, names[-1], field) if field else None


def stated_terms(section: Section, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Path, str, Any]]:
    """Every stated term of a section and of those inside it: its path in the file, its field name, its value."""
    for name in type(section).model_fields:
        if name not in section.model_fields_set or name == "marks":
            continue
        field = type(section).model_fields[name]
        here = (*path, field.alias or name)
        value = getattr(section, name)
        yield here, name, value
        if isinstance(value, Section):
            yield from stated_terms(value, here)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Section):
                    yield from stated_terms(item, (*here, index))


def _choices(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (str(value) for value in get_args(annotation))
    elif annotation is bool:
        yield from ("yes", "no")
    elif get_origin(annotation) in (Union, types.UnionType, tuple) or get_args(annotation):
        for inner in get_args(annotation):
            if inner is not type(None) and inner is not ...:
                yield from _choices(inner)
