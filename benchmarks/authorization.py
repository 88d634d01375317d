"""Speed of the authorization endpoint over loopback, with a real client: CPU a request, throughput, p99.

python benchmarks/authorization.py                  on SQLite, and on PostgreSQL if its programs are there
python benchmarks/authorization.py --seconds 5      shorter runs

One worker serves requests of 25 kB, each of another member. CPU is the server's own, from /proc, and is the figure to
trust on a machine that does other work too. The floor is fhirkit-rs reading and checking the same bytes, in the same
seconds, in a process that runs a hundredth of the time: a core that is lent by the minute is not as fast in the next.
"""

from __future__ import annotations

import argparse
import copy
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.postgres_server import programs, server  # noqa: E402 - after the path to it
from tests.unit.fhir_server.served import CONTRACT  # noqa: E402
from tests.unit.pas.made import PROFILE, bundle, inquiry  # noqa: E402

SIZE = 25_000  # bytes: the goal's request
SETTINGS = "auto_approve:\n  - {for: J0878, up_to_quantity: 60}\n"
TICKS = os.sysconf("SC_CLK_TCK")


def request_of_size(size: int) -> dict[str, Any]:
    """A home-infusion start with as many lab results as make it this long."""
    sent = bundle()
    claim = sent["entry"][0]["resource"]
    claim["supportingInfo"] = []
    number = 0
    while len(orjson.dumps(sent)) < size:
        number += 1
        result = {
            "resourceType": "Observation",
            "id": f"lab{number}",
            "status": "final",
            "category": [
                {
                    "coding": [
                        {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}
                    ]
                }
            ],
            "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0", "display": "Creatinine"}]},
            "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": "2026-11-18T08:00:00-05:00",
            "valueQuantity": {"value": 0.9, "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"},
        }
        sent["entry"].append({"fullUrl": f"http://provider.example/fhir/Observation/lab{number}", "resource": result})
        claim["supportingInfo"].append(
            {
                "extension": [
                    {
                        "url": PROFILE + "extension-documentInformation",
                        "extension": [{"url": "description", "valueString": "Lab result"}],
                    }
                ],
                "sequence": number,
                "category": {
                    "coding": [
                        {
                            "system": "http://hl7.org/fhir/us/davinci-pas/CodeSystem/PASTempCodes",
                            "code": "additionalInformation",
                        }
                    ]
                },
                "valueReference": {"reference": f"Observation/lab{number}"},
            }
        )
    return sent


def bodies(template: bytes, count: int, run: str) -> list[bytes]:
    """The same request for many members, each with numbers of its own."""
    return [
        template.replace(b"M100", f"M{run}{row}".encode()).replace(b"T-1001", f"T-{run}-{row}".encode())
        for row in range(count)
    ]


@contextmanager
def serving(store: str, folder: Path) -> Iterator[tuple[int, int]]:
    """A server as a user starts it: its port and its process."""
    (folder / "contract.yaml").write_text(CONTRACT)
    (folder / "settings.yaml").write_text(SETTINGS)
    command = [str(ROOT / ".venv" / "bin" / "perdiem"), "serve", "--only", "fhir", "--contract", "contract.yaml"]
    command += ["--settings", "settings.yaml", "--store", store, "--port", "0"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        port = 0
        for line in process.stderr:
            if line.startswith("Serving "):
                port = int(line.split("/pas")[0].rsplit(":", 1)[1])
                break
        threading.Thread(target=process.stderr.read, daemon=True).start()
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def post(connection: http.client.HTTPConnection, path: str, body: bytes) -> float:
    start = time.perf_counter()
    connection.request("POST", path, body, {"Content-Type": "application/fhir+json"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status
    return time.perf_counter() - start


def closed_loop(port: int, path: str, sent: list[bytes], seconds: float, clients: int = 8) -> list[float]:
    """Times of requests that each client sends as soon as the last is answered."""
    taken: list[float] = []
    waiting, lock, end = iter(sent), threading.Lock(), time.perf_counter() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            with lock:
                body = next(waiting, None)
            if body is None:
                return
            taken.append(post(connection, path, body))

    _all(run, clients)
    return taken


def open_loop(
    port: int, path: str, sent: list[bytes], seconds: float, rate: int = 100, clients: int = 16
) -> list[float]:
    """Times of requests that are sent at a steady rate, counted from when each was due, so that a queue shows."""
    taken: list[float] = []
    begin, count, lock = time.perf_counter() + 0.2, iter(range(min(len(sent), int(seconds * rate)))), threading.Lock()

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                row = next(count, None)
            if row is None:
                return
            due = begin + row / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            post(connection, path, sent[row])
            taken.append(time.perf_counter() - due)

    _all(run, clients)
    return taken


def _all(run: Callable[[], None], clients: int) -> None:
    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def share(times: list[float], part: float) -> float:
    """A percentile, in milliseconds."""
    return statistics.quantiles(times, n=1000)[round(part * 10) - 1] * 1000


def floor(raw: bytes, times: int) -> float:
    """Milliseconds of CPU in which fhirkit-rs reads and checks the request, and nothing else is done."""
    import fhirkit

    start = time.process_time()
    for _ in range(times):
        fhirkit.validate(raw)
    return (time.process_time() - start) / times * 1000


@contextmanager
def floor_beside(raw: bytes) -> Iterator[list[float]]:
    """Takes the floor again and again in a process of its own while the block runs; the list holds the median then."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "request.json").write_bytes(raw)
        asked = [sys.executable, __file__, "--floor-of", str(Path(folder) / "request.json")]
        process = subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        found: list[float] = []
        try:
            yield found
        finally:
            said, _ = process.communicate()
            found.append(float(said))


def take_floor_until_told(raw: bytes) -> float:
    """The median of the floor, taken four times a second until standard input ends."""
    told = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), told.set()), daemon=True).start()
    taken = [floor(raw, 3)]
    while not told.wait(0.25):
        taken.append(floor(raw, 3))
    return statistics.median(taken)


def measure(name: str, store: str, seconds: float, template: bytes) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, serving(store, Path(folder)) as (port, pid):
        path = "/pas/2.2/Claim/$submit"
        closed_loop(port, path, bodies(template, 100, "w"), 5, 2)  # what is loaded at the first use
        before = cpu_seconds(pid)
        with floor_beside(template) as floors:
            times = closed_loop(port, path, bodies(template, int(seconds * 600), "c"), seconds)
        each = (cpu_seconds(pid) - before) / len(times) * 1000
        steady = open_loop(port, path, bodies(template, int(seconds * 100), "o"), seconds)
        asked = orjson.dumps(inquiry(member="Mc7"))
        told = closed_loop(port, "/pas/2.2/Claim/$inquire", [asked] * int(seconds * 600), seconds / 2)
    figures = (
        f"{each:.2f}",
        f"{floors[0]:.2f}",
        f"{each / floors[0]:.1f}",
        f"{len(times) / seconds:.0f}",
        f"{share(times, 99):.0f}",
        f"{share(steady, 50):.0f}",
        f"{share(steady, 99):.0f}",
        f"{share(told, 99):.0f}",
    )
    return [f"| {name} | {' | '.join(figures)} |"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--floor-of", type=Path, help=argparse.SUPPRESS)  # what floor_beside starts
    chosen = parser.parse_args()
    if chosen.floor_of:
        print(take_floor_until_told(chosen.floor_of.read_bytes()))
        return
    sent = request_of_size(SIZE)
    template = orjson.dumps(copy.deepcopy(sent))
    print(f"request: {len(template):,} bytes, {len(sent['entry'])} entries")
    print(
        "| store | CPU ms a request | floor, CPU ms | times the floor | requests/s, 8 clients | p99 ms | p50 ms at 100/s | p99 ms at 100/s | $inquire p99 ms |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for row in measure("SQLite", "requests.db", chosen.seconds, template):
        print(row, flush=True)
    found = programs()
    if found is None:
        print("(no PostgreSQL programs: sh tools/install_postgres.sh)")
        return
    with ExitStack() as stack:
        started = stack.enter_context(server(found))
        for row in measure("PostgreSQL", started.new_database(), chosen.seconds, template):
            print(row, flush=True)


if __name__ == "__main__":
    main()
