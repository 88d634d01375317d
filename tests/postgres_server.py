"""A PostgreSQL server of its own for a test run: made in a temporary folder, on a free port of loopback, then ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
OTHER_USER = "postgres"  # the server refuses to run as root; Debian's package makes this user
# nothing has to outlive the run
SETTINGS = ("listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "synchronous_commit=off")


class PostgresServer:
    """A running server that hands out empty databases with UTF-8 texts.

    Its user is `tester`; any password lets it in, and the one in the addresses must never be shown.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count(1)

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://tester:secret-word@127.0.0.1:{self._port}/{database}"

    def new_database(self) -> str:
        """The address of a new empty database."""
        name = f"claims_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, if this machine has them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    for place in PLACES:
        root = Path(place.split("*", maxsplit=1)[0]).parent
        for folder in sorted(root.glob(str(Path(place).relative_to(root))), reverse=True) if root.is_dir() else []:
            if (folder / "initdb").exists():
                return folder
    return None


def _run(*words: str) -> None:
    command = ["runuser", "-u", OTHER_USER, "--", *words] if os.geteuid() == 0 else list(words)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, f"{command}: {done.stdout} {done.stderr}"


@contextmanager
def server(folder: Path) -> Iterator[PostgresServer]:
    """A server from the programs in the folder; it and its data are gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="perdiem-postgres-"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(place, OTHER_USER)
    data, log = place / "data", place / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        _run(str(folder / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"unix_socket_directories={place}"))
        _run(str(folder / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-o", f"-p {port} {options}", "start")
        try:
            yield PostgresServer(port)
        finally:
            _run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
