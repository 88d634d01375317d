"""The page on serving FHIR, done as its reader would: the server started, curl sent, the worklist worked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docs_files
import pytest

from tests.docs.markdown import ROOT, blocks

PAGE = ROOT / "docs" / "how-to" / "serve-fhir.md"
PERDIEM = Path(sys.executable).with_name("perdiem")


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page uses curl")
def test_a_provider_asks_a_nurse_decides_and_the_provider_inquires(tmp_path: Path) -> None:
    docs_files.prepare("pas request", tmp_path)
    found = [(info, text) for info, text in blocks(PAGE)]
    for info, text in found:
        if info.startswith("yaml file="):
            (tmp_path / info.removeprefix("yaml file=")).write_text(text, "utf-8")
    serve, _of_several, submit, worklist, inquire = (text for info, text in found if info == "sh")
    server = subprocess.Popen(
        [str(PERDIEM), *serve.split()[1:], "--port", "0"], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        says = next(line for line in server.stderr if line.startswith("Serving "))
        port = re.search(r":(\d+)/pas/2.0", says)
        assert port is not None

        def run(line: str) -> str:
            line = line.replace(":8080", f":{port[1]}").replace("perdiem ", f"{PERDIEM} ", 1)
            return subprocess.run(
                line, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
            ).stdout

        answer = json.loads(run(submit))["entry"][0]["resource"]
        assert _codes(answer) == ["A4", "A4", "A1"]
        list_it, decide = worklist.strip().splitlines()
        number = re.search(r"\bR[0-9A-Z]{6,}\b", run(list_it))
        assert number is not None
        run(decide.replace("NUMBER", number[0]))
        told = json.loads(run(inquire))["parameter"][0]["resource"]["entry"][0]["resource"]
        assert _codes(told) == ["A1", "A1", "A1"]
    finally:
        server.terminate()
        server.communicate(timeout=20)


def _codes(response: dict[str, Any]) -> list[str]:
    found = []
    for row in response["item"]:
        parts = row["adjudication"][0]["extension"][0]["extension"]
        (code,) = [part["valueCodeableConcept"]["coding"][0]["code"] for part in parts if part["url"] != "number"]
        found.append(code)
    return found
