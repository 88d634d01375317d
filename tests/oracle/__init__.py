"""The plain oracle of adjudication: row by row, written from the rule book alone, to check the set-based plan."""
