"""A Postgres server of its own for a test: made in a temporary folder, on a free port of this machine, then ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin")
OTHER_USER = "postgres"  # the server refuses to run as root


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
def server(folder: Path) -> Iterator[str]:
    """The address of an empty database `claims` with UTF-8 texts; the password is one that must not be shown."""
    place = Path(tempfile.mkdtemp(prefix="perdiem-postgres-"))  # a socket's path must be short
    if os.geteuid() == 0:
        shutil.chown(place, OTHER_USER)
    data, log = place / "data", place / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    try:
        _run(str(folder / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={place} -c fsync=off"
        _run(str(folder / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            _run(str(folder / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "tester", "claims")
            yield f"postgresql://tester:secret-word@127.0.0.1:{port}/claims"
        finally:
            _run(str(folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)
