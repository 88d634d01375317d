"""Files from addresses, on loopback: ranges after a break, retries, refusals, and what is kept for a later run."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from perdiem.readers.rate_file import download, open_rates
from tests.unit.rate_file.files import faults, item, text

CONTENT = gzip.compress(text(*(item("S9500", name=f"{n * 7919:x}") for n in range(4000))))


class Server(ThreadingHTTPServer):
    """Gives CONTENT, as `behave` says: how many bytes of each answer, or an answer's code."""

    daemon_threads = True
    behave: list[Any]
    asked: list[str | None]
    content = CONTENT
    tag = '"one"'
    knows_ranges = True


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_words: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        server = self.server
        asked = self.headers.get("Range")
        server.asked.append(asked)
        do = server.behave.pop(0) if server.behave else None
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/x" if "ftp" in self.path else "/rates.json.gz")
            self.end_headers()
            return
        if isinstance(do, str):
            self.send_response(int(do))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        first = 0
        condition = self.headers.get("If-Range")
        if asked and server.knows_ranges and condition in {None, server.tag}:
            first = int(asked.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{len(server.content) - 1}/{len(server.content)}")
        else:
            self.send_response(200)
        self.send_header("ETag", server.tag)
        self.send_header("Content-Length", str(len(server.content) - first))
        self.end_headers()
        self.wfile.write(server.content[first : None if do is None else first + do])
        self.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(download, "WAIT", 0.01)
    monkeypatch.setattr(download, "BLOCK", 1000)
    made = Server(("127.0.0.1", 0), Handler)
    made.behave, made.asked = [], []
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def address(server: Server, path: str = "/rates.json.gz?signature=1") -> str:
    return f"http://127.0.0.1:{server.server_port}{path}"


def rows(place: str, kept: Path | None = None) -> tuple[int, Any]:
    with open_rates([place], kept=kept) as opened:
        return opened.book.count("published_rate"), opened.reading.files[0]


def test_a_file_is_read_from_its_address(server: Server) -> None:
    count, file = rows(address(server))
    assert (count, file.name, file.is_whole) == (4000, address(server), True)
    assert server.asked == [None]


def test_a_connection_that_breaks_is_gone_on_with_from_its_byte(server: Server) -> None:
    server.behave = [5000, 7000, "503"]
    assert rows(address(server))[0] == 4000
    assert server.asked == [None, "bytes=5000-", "bytes=12000-", "bytes=12000-"]


def test_a_server_without_ranges_gives_it_from_the_start(server: Server) -> None:
    server.behave, server.knows_ranges = [5000], False
    assert rows(address(server))[0] == 4000
    assert server.asked == [None, "bytes=5000-"]


def test_a_file_that_changes_meanwhile_is_taken_from_its_start(server: Server, tmp_path: Path) -> None:
    server.behave = [5000, *["503"] * (download.ATTEMPTS - 1)]
    _, file = rows(address(server), tmp_path)
    assert faults(file).keys() >= {"download-broken", "file-cut"}
    assert not file.is_whole
    server.content, server.tag = gzip.compress(text(item("S9501"))), '"two"'
    assert rows(address(server), tmp_path)[0] == 1


def test_what_a_broken_download_brought_is_read_and_a_later_run_goes_on(server: Server, tmp_path: Path) -> None:
    half = len(CONTENT) // 2
    server.behave = [half, *["503"] * (download.ATTEMPTS - 1)]
    count, file = rows(address(server), tmp_path)
    assert 1000 < count < 3000
    assert "HTTP 503" in str(file.faults["download-broken"].example)
    server.asked.clear()
    assert rows(address(server), tmp_path)[0] == 4000
    assert server.asked == [f"bytes={half}-"]
    server.asked.clear()
    assert rows(address(server), tmp_path)[0] == 4000
    assert server.asked == []


@pytest.mark.parametrize("answer", ["403", "404"])
def test_an_address_that_gives_nothing_is_told_at_once(server: Server, answer: str) -> None:
    server.behave = [answer]
    count, file = rows(address(server))
    assert (count, faults(file), file.is_whole) == (0, {"download-refused": 1}, False)
    assert f"HTTP {answer}" in str(file.faults["download-refused"].example)
    assert len(server.asked) == 1


def test_an_answer_may_lead_elsewhere_on_the_web_and_nowhere_else(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows(address(server, "/moved"))[0] == 4000
    monkeypatch.setattr(download, "ATTEMPTS", 1)
    count, file = rows(address(server, "/moved?ftp"))
    assert (count, file.is_whole) == (0, False)


def test_a_server_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "WAIT", 0.01)
    count, file = rows("http://127.0.0.1:9/rates.json")
    assert (count, faults(file)) == (0, {"download-broken": 1})
