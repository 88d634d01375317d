"""The page of the settings on authorization, from their declarations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docs_markdown import code, page, table

from perdiem.model.authorization_settings import AuthorizationSettings, AutoApproval, ClockSettings, Document

INTRODUCTION = """
What a payor settles about authorization outside any contract. `--settings FILE` of `perdiem authorize` names a YAML
file with these keys; what it leaves out has the default. An unknown key is a fault with its place.
[How a request is decided](../explanation/authorization.md) tells what each does.
"""


def settings_page() -> str:
    """The page `authorization-settings.md`."""
    return page(
        "Settings of authorization",
        INTRODUCTION.strip(),
        table(("setting", "what it is", "default"), list(_rows(AuthorizationSettings))),
        "## Each of `auto_approve`\n\n" + table(("key", "what it is", "default"), list(_rows(AutoApproval))),
        "## Each of `documents`\n\n" + table(("key", "what it is", "default"), list(_rows(Document))),
        "## `clocks`\n\n" + table(("setting", "what it is", "default"), list(_rows(ClockSettings))),
    )


def _rows(section: Any) -> Iterator[tuple[str, str, str]]:
    for name, field in section.model_fields.items():
        words = field.title or ""
        if field.description:
            words = f"{words}: {field.description}" if words else field.description
        yield code(field.alias or name), words, _default(field)


def _default(field: Any) -> str:
    if field.is_required():
        return "must be given"
    value = field.default
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(code(str(each)) for each in value) or "none"
    return "see below" if isinstance(value, ClockSettings) else code(str(value))
