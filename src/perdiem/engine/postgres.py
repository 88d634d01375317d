"""How Postgres is reached, and how its address is shown without a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perdiem.errors import UnreadableFile

if TYPE_CHECKING:
    import psycopg

SCHEMES = ("postgresql://", "postgres://")
SECONDS = 10  # to wait for a server to answer


def is_postgres(text: str) -> bool:
    """Whether a word of the command line is the address of a Postgres database."""
    return text.startswith(SCHEMES)


def shown(url: str) -> str:
    """The address without user and password, for messages and tables."""
    from psycopg import Error
    from psycopg.conninfo import conninfo_to_dict

    try:
        parts = conninfo_to_dict(url)
    except Error:
        return "postgresql://?"
    return f"postgresql://{parts.get('host') or 'localhost'}/{parts.get('dbname') or ''}"


def connected(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """A connection. Raises UnreadableFile when there is no such server or database, or it lets no one in."""
    import psycopg

    try:
        return psycopg.connect(url, connect_timeout=SECONDS)
    except psycopg.Error as error:
        said = str(error).strip().splitlines()
        raise UnreadableFile(shown(url), f"cannot be reached: {said[0] if said else 'no answer'}") from None
