"""Statements that every request runs, given to the driver at once: their text is made, and their types found, once.

SQLAlchemy writes the text and knows how each type is kept. To go through it each time costs several times what the
database takes for the statement itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Table, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

Convert = Callable[[Any], Any]
Row = dict[str, Any]
POSTGRES = "postgresql"
# values counted as the server itself counts them, so that the driver has nothing to rewrite
_NUMBERED: Dialect = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy's own


class Prepared:
    """One statement, for either database."""

    def __init__(self, statement: Any) -> None:
        self._statement = statement
        self._forms: dict[str, _Form] = {}

    def rows(self, connection: Any, values: Mapping[str, Any]) -> list[Row]:
        """The rows that the statement gives, by the names of their columns."""
        return self.asked(connection, values)()

    def asked(self, connection: Any, values: Mapping[str, Any]) -> Callable[[], list[Row]]:
        """The same, to be fetched later, when other statements were sent too."""
        form = self.form(connection.dialect)
        cursor = _cursor(connection)
        cursor.execute(form.text, form.bound(values))
        return lambda: [form.read(row) for row in cursor.fetchall()]

    def form(self, dialect: Dialect) -> _Form:
        """The statement as a database takes it."""
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms.setdefault(dialect.name, _Form(self._statement, dialect))
        return form


class Insertion:
    """INSERTs of whole rows into a table; their numbers are the database's, or come `with_id`.

    SQLite takes them one after the other. To PostgreSQL each statement is a message and an answer, so there are
    statements for a few counts of rows, which make up any number.
    """

    COUNTS = (16, 4, 2, 1)

    def __init__(self, table: Table, *, with_id: bool = False) -> None:
        columns = [column for column in table.columns if with_id or column.name != "id"]
        self._width = len(columns)
        one = {column.name: bindparam(column.name, type_=column.type) for column in columns}
        self._one = Prepared(table.insert().inline().values(one))
        self._of = {
            count: Prepared(
                table.insert()
                .inline()
                .values(
                    [
                        {column.name: bindparam(f"{column.name}_{place}", type_=column.type) for column in columns}
                        for place in range(count)
                    ]
                )
            )
            for count in self.COUNTS
        }

    def write(self, connection: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts the rows."""
        one = self._one.form(connection.dialect)
        values = [one.bound(row) for row in rows]
        if connection.dialect.name != POSTGRES:
            _cursor(connection).executemany(one.text, values)
            return
        begin = 0
        for count in self.COUNTS:
            text = self._of[count].form(connection.dialect).text
            while len(values) - begin >= count:
                some = values[begin : begin + count]
                _cursor(connection).execute(text, [value for row in some for value in row])
                begin += count


class _Form:
    """A statement as one database takes it: its text, what each value becomes, and what each column is again."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        if dialect.name == POSTGRES:
            dialect = _NUMBERED
        compiled = statement.compile(dialect=dialect)
        self.text = str(compiled)
        self._binds = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup
        ]
        is_plain = len(self._binds) > 1 and all(convert is None for _, convert in self._binds)
        self._as_it_is = itemgetter(*compiled.positiontup) if is_plain else None
        self._columns = [
            (column.key, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for column in statement.exported_columns
        ]

    def bound(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values in the order of the text, as the driver takes them."""
        if self._as_it_is is not None:
            found: tuple[Any, ...] = self._as_it_is(values)
            return found
        return [values[name] if convert is None else convert(values[name]) for name, convert in self._binds]

    def read(self, row: Sequence[Any]) -> Row:
        """A row as SQLAlchemy would give it."""
        return {
            name: value if convert is None else convert(value)
            for (name, convert), value in zip(self._columns, row, strict=True)
        }


def _driver(connection: Any) -> Any:
    """The driver's own connection, inside the transaction that SQLAlchemy began."""
    return connection.connection.driver_connection


def _cursor(connection: Any) -> Any:
    """A cursor of the driver that takes parameters as the database has them."""
    if connection.dialect.name != POSTGRES:
        return _driver(connection).cursor()
    from psycopg import RawCursor

    return RawCursor(_driver(connection))


def in_one_go(connection: Any) -> AbstractContextManager[Any]:
    """PostgreSQL is sent the statements in the block without a wait for the answer to each; SQLite has no way to go."""
    return _driver(connection).pipeline() if connection.dialect.name == POSTGRES else nullcontext()


@contextmanager
def driver_faults(engine: Any) -> Iterator[None]:
    """The driver's errors as SQLAlchemy's, whichever way a statement went."""
    from sqlalchemy.exc import DBAPIError

    driver = engine.dialect.loaded_dbapi
    try:
        yield
    except driver.Error as error:
        raise DBAPIError.instance(None, None, error, driver.Error, dialect=engine.dialect) from error
