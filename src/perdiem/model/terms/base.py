"""What every section of a contract shares: strictness, and how a term is declared."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A section of a contract file: immutable, and an unknown key in it is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

    @property
    def is_silent(self) -> bool:
        """Whether the contract states nothing in this section."""
        return not self.model_fields_set


def term(
    title: str,
    says: str | dict[str, str],
    *,
    meaning: str = "",
    unit: str | None = None,
    recommendations: tuple[int, ...] = (),
    alias: str | None = None,
    **constraints: Any,
) -> Any:
    """Declare an optional term.

    `says` is its sentence: a template with `{value}`, or one sentence for each allowed value. `unit` names what
    its number counts. `recommendations` are the numbers of the recommendations that look at it.
    """
    extra: dict[str, Any] = {"says": says}
    if unit:
        extra["unit"] = unit
    if recommendations:
        extra["recommendations"] = list(recommendations)
    return Field(
        default=None,
        title=title,
        description=meaning or title,
        json_schema_extra=extra,
        alias=alias,
        **constraints,
    )
