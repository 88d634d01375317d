"""A rate file from an address: downloaded to a file, and gone on with where a connection broke off."""

from __future__ import annotations

import hashlib
import http.client
import json
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from perdiem.errors import UnwritableFile

BLOCK = 1 << 20  # bytes taken at a time
TIMEOUT = 60.0  # seconds without a byte
ATTEMPTS = 6  # in a row that bring nothing; with WAIT, about a minute in all
WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds: doubled after each attempt, and the most a server may ask for
PASSING = (408, 425, 429, 500, 502, 503, 504)  # answers that a later attempt may better
Told = Callable[[str], None]


@dataclass(slots=True)
class Known:
    """What is known of a file that is being downloaded, kept beside it so that a later run can go on."""

    url: str
    tag: str | None = None
    length: int | None = None
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Downloaded:
    """Where the bytes are that came, and how the download fell short: a fault, and what was met."""

    path: Path
    fault: str | None = None
    met: str | None = None


class _Refused(Exception):
    """The server answers that it will not give the file."""


class _Interrupted(Exception):
    """An attempt brought less than the file; `wait` is what the server asks for."""

    def __init__(self, met: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(met)


def is_address(place: object) -> bool:
    """Whether a place is an address on the web and not a path."""
    return isinstance(place, str) and re.match(r"https?://", place, re.IGNORECASE) is not None


def download(url: str, folder: Path, told: Told) -> Downloaded:
    """The file at an address, in the folder; what was downloaded before is not asked for again.

    Connections that break, and answers that may pass, are tried again from the byte that was reached. Raises
    UnwritableFile when the disk does not take it.
    """
    path = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:16]}-{_name(url)}"
    beside = path.with_name(f"{path.name}.known")
    known = _known(beside, url)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if known.is_whole and path.is_file():
            return Downloaded(path)
        path.touch()
        attempts, wait = 0, WAIT
        while True:
            before = path.stat().st_size
            try:
                _attempt(known, path, beside, told)
            except _Refused as refused:
                return Downloaded(path, "download-refused", str(refused))
            except _Interrupted as interrupted:
                if path.stat().st_size > before:
                    attempts, wait = 0, WAIT
                attempts += 1
                if attempts >= ATTEMPTS:
                    return Downloaded(path, "download-broken", str(interrupted))
                told(f"{url}: {interrupted}; going on in {interrupted.wait or wait:.0f} s")
                time.sleep(min(interrupted.wait or wait, LONGEST_WAIT))
                wait *= 2
            else:
                known.is_whole = True
                _keep(beside, known)
                return Downloaded(path)
    except OSError as error:
        raise UnwritableFile(path, f"the download cannot be kept: {error.strerror or error}") from None


def _name(url: str) -> str:
    name = PurePosixPath(unquote(urlsplit(url).path)).name
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-80:] or "file"


def _known(beside: Path, url: str) -> Known:
    try:
        known = Known(**json.loads(beside.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Known(url)
    return known if known.url == url else Known(url)


def _keep(beside: Path, known: Known) -> None:
    beside.write_text(json.dumps(asdict(known)), encoding="utf-8")


def _opener() -> urllib.request.OpenerDirector:
    """Opens http and https and nothing else, wherever an answer leads."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(), urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(), urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(), urllib.request.UnknownHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener


def _attempt(known: Known, path: Path, beside: Path, told: Told) -> None:
    """Asks for what is missing and writes it behind what is there. Raises _Refused, _Interrupted, OSError."""
    have = path.stat().st_size if known.tag or known.length is not None else 0
    headers = {"Accept-Encoding": "identity", "User-Agent": "perdiem"}
    if have:
        headers["Range"] = f"bytes={have}-"
        if known.tag:
            headers["If-Range"] = known.tag
    try:
        with _opener().open(urllib.request.Request(known.url, headers=headers), timeout=TIMEOUT) as answer:
            if answer.status == 206 and not _goes_on(answer, have, known):
                have = 0
                raise _Interrupted("the file has changed meanwhile; from its start again")
            if answer.status != 206:
                have = 0
                length = answer.headers.get("Content-Length", "")
                known.length = int(length) if length.isdigit() else None
                known.tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
                if known.tag and known.tag.startswith("W/"):  # a weak tag cannot vouch for bytes
                    known.tag = answer.headers.get("Last-Modified")
                _keep(beside, known)
            _write(answer, path, have, known, told)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416 and have and have == known.length:
                return
            if error.code == 416:
                known.tag = known.length = None
                raise _Interrupted("the part that is missing is refused; from its start again") from None
            if error.code in PASSING:
                asked = error.headers.get("Retry-After", "")
                raise _Interrupted(f"HTTP {error.code}", float(asked) if asked.isdigit() else None) from None
            raise _Refused(f"HTTP {error.code} {error.reason}") from None
    except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
        if isinstance(getattr(error, "reason", None), ssl.SSLCertVerificationError):
            raise _Refused(f"its certificate does not hold: {error}") from None
        raise _Interrupted(str(getattr(error, "reason", error)) or type(error).__name__) from None


def _goes_on(answer: http.client.HTTPResponse, have: int, known: Known) -> bool:
    """Whether a part is of the same file and begins where we are."""
    found = re.fullmatch(r"bytes ([0-9]+)-[0-9]+/([0-9]+|\*)", answer.headers.get("Content-Range", ""))
    is_same = found is not None and int(found[1]) == have and found[2] in {"*", str(known.length)}
    if not is_same:
        known.tag = known.length = None
    return is_same


def _write(answer: http.client.HTTPResponse, path: Path, have: int, known: Known, told: Told) -> None:
    with path.open("r+b") as file:
        file.truncate(have)
        file.seek(have)
        while True:
            try:
                block = answer.read(BLOCK)
            except OSError as error:
                raise _Interrupted(str(error) or type(error).__name__) from None
            if not block:
                break
            file.write(block)
            have += len(block)
            of = "" if known.length is None else f" of {known.length // 2**20:,}"
            told(f"{known.url}: {have // 2**20:,}{of} MB")
    if known.length is not None and have < known.length:
        raise _Interrupted(f"the connection closed after {have:,} of {known.length:,} bytes")
