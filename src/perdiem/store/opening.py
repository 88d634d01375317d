"""Opening a store by its address: SQLite or PostgreSQL, its tables made or brought up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from perdiem.errors import UnreadableFile, UsageError

POSTGRES = ("postgresql://", "postgres://")
SQLITE = "sqlite:///"
MIGRATION_LOCK = 0x7065726469656D  # `perdiem` in ASCII: the key of PostgreSQL's advisory lock while tables are changed
BUSY_MILLISECONDS = 15_000  # how long a writer waits for another on SQLite: the standard's limit for an answer
HOW_TO_INSTALL = "a store needs SQLAlchemy and Alembic: pip install 'perdiem-infusion[server]'"


def open_engine(address: str, *, create: bool = True) -> Any:
    """A SQLAlchemy engine on the store at an address, its tables up to date.

    `address` is a file (`authorizations.db`), `sqlite:///file` or `postgresql://user@host/name`. Without `create` a
    SQLite file must be there. Raises UnreadableFile when it cannot be reached or is no store of this version.
    """
    try:
        import alembic  # noqa: F401 - told now, not in the middle of the work
        import sqlalchemy as sa
    except ImportError:
        raise UsageError(HOW_TO_INSTALL) from None
    shown, url = _url(address)
    if url.startswith(SQLITE) and not create and not Path(url.removeprefix(SQLITE)).exists():
        raise UnreadableFile(shown, "there is no such store; `perdiem authorize CONTRACT REQUEST --store` makes one")
    if url.startswith(SQLITE):
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
        _prepare_sqlite(engine)
    else:
        engine = sa.create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10)
    try:
        _bring_up_to_date(engine, shown)
    except BaseException as error:
        engine.dispose()
        if not isinstance(error, sa.exc.DatabaseError):  # OperationalError is one
            raise
        said = str(error.orig).strip().splitlines()
        raise UnreadableFile(shown, f"cannot be used as a store: {said[0] if said else 'no answer'}") from None
    return engine


def address_shown(address: str) -> str:
    """The address as messages may show it: without a password. Raises UsageError for one that is none."""
    return _url(address)[0]


def _url(address: str) -> tuple[str, str]:
    """The address as messages show it, without a password, and as SQLAlchemy wants it."""
    for scheme in POSTGRES:
        if address.startswith(scheme):
            from perdiem.engine.postgres import shown

            return shown(address), "postgresql+psycopg://" + address.removeprefix(scheme)
    if "://" in address and not address.startswith(SQLITE):
        scheme = address.partition("://")[0]
        raise UsageError(f"--store {scheme}://…: a store is a SQLite file or a postgresql:// address")
    path = address.removeprefix(SQLITE)
    return path, SQLITE + path


def _prepare_sqlite(engine: Any) -> None:
    """Readers beside one writer (WAL), foreign keys held, and transactions that begin when we say so."""
    from sqlalchemy import event

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # else the driver begins transactions of its own, and later than told
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")  # a decision that was told is on the disk

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        is_writing = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


@contextmanager
def writing(engine: Any) -> Iterator[Any]:
    """A transaction that writes; on SQLite it waits for its turn at once, so that what it reads stays true."""
    with engine.connect().execution_options(is_writing=True) as connection, connection.begin():
        yield connection


def _bring_up_to_date(engine: Any, shown: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "perdiem.store:migrations")
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    options = {"version_table": "perdiem_store_version"}
    with engine.connect() as connection:
        if MigrationContext.configure(connection, opts=options).get_current_revision() == head:
            return
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        current = MigrationContext.configure(connection, opts=options).get_current_revision()
        if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
            raise UnreadableFile(shown, f"was made by a newer Perdiem (its tables are of version {current})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
