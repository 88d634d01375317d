"""Two servers as a payor starts them, on one PostgreSQL: each request that both get at once is decided once."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import orjson

from perdiem.store.authorizations import AuthorizationStore
from tests.unit.fhir_server.served import CONTRACT, JSON
from tests.unit.pas.made import bundle

COUNT = 12  # requests, each sent to both


@contextmanager
def _started(folder: Path, store: str) -> Iterator[subprocess.Popen[str]]:
    command = [str(Path(sys.executable).parent / "perdiem"), "serve", "--only", "fhir", "-c", "contract.yaml"]
    process = subprocess.Popen(
        [*command, "--store", store, "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        if line.startswith("Serving "):
            return int(line.split("/pas")[0].rsplit(":", 1)[1])
        said.append(line)
    raise AssertionError("".join(said))


def test_requests_that_two_servers_get_at_once_are_decided_once(postgres_url: str, tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(CONTRACT, "utf-8")
    sent = [orjson.dumps(bundle(number=f"T-{row}", claim=f"C-{row}")) for row in range(COUNT)]
    told: dict[tuple[int, int], str] = {}
    with ExitStack() as stack:
        started = [stack.enter_context(_started(tmp_path, postgres_url)) for _ in range(2)]
        ports = [_port(process) for process in started]
        together = threading.Barrier(2)

        def run(server: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", ports[server], timeout=30)
            for row, body in enumerate(sent):
                together.wait()
                connection.request("POST", "/pas/2.2/Claim/$submit", body, JSON)
                reply = connection.getresponse()
                answer = orjson.loads(reply.read())
                assert reply.status == 200, answer
                told[server, row] = answer["entry"][0]["resource"]["disposition"]
            connection.close()

        threads = [threading.Thread(target=run, args=(server,)) for server in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(told) == 2 * COUNT
    assert all(told[0, row] == told[1, row] for row in range(COUNT))
    with AuthorizationStore(postgres_url) as store:
        kept = store.of_member("M100")
        assert len(kept) == COUNT
        for each in kept:
            events = [event.event for event in store.history(each.decision.number)]
            assert sorted(events) == ["decided", "received", "sent again"]
