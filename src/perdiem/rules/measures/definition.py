"""How a measure is declared: its words, and what each row of its evidence adds to numerator and denominator."""

from __future__ import annotations

from dataclasses import dataclass

from perdiem.model.measures import MeasureDefinition


@dataclass(frozen=True, slots=True)
class Counted:
    """What one evidence table adds to a measure.

    `evidence` names the table, without its prefix. `numerator` and `denominator` are SQL over its columns, `where` says
    which rows are of the population, and `aside` why a row of it is set aside (null: it counts).
    """

    evidence: str
    numerator: str = "0"
    denominator: str = "0"
    where: str = "true"
    aside: str = "null"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its definition, and how it is counted from its own tables or, failing those, from claims.

    `category` is SQL for what the measure sorts its values by; null for nothing. `assumption` names the setting that an
    estimate rests on, `assumed_from` how the share is counted in the book where the setting is empty. With
    `complement` the value is 1 less the ratio. `clustered`: a person adds rows to a proportion that are alike.
    `is_pooled`: its categories may be taken together. `is_about_people`: small numbers could tell who someone is.
    """

    definition: MeasureDefinition
    counted: tuple[Counted, ...]
    proxy: tuple[Counted, ...] = ()
    category: str = "null"
    assumption: str = ""
    assumed_from: Counted | None = None
    complement: bool = False
    clustered: bool = False
    is_pooled: bool = True
    is_about_people: bool = True

    @property
    def name(self) -> str:
        """Its name, as commands and files spell it."""
        return self.definition.name
