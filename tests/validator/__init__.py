"""Resources held against FHIR R4 by a validator that is not ours (see validate.mjs)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

RUNNER = Path(__file__).parent / "validate.mjs"
ROOT = RUNNER.parents[2]


@dataclass(frozen=True)
class Issue:
    """One thing that the validator says: `place` is a path such as `Bundle.entry[3] Claim.item[0].sequence`."""

    file: str
    severity: str
    place: str
    text: str
    profile: str


def issues_of(files: Iterable[Path], *, profiles: Sequence[Path] = (), as_profile: str = "") -> list[Issue]:
    """What the validator says of files (JSON, Bundles, NDJSON); none means valid.

    `profiles` are files or folders of StructureDefinitions with snapshots, and of the ValueSets that they bind to;
    `as_profile` is the profile that every resource at the top must meet.
    """
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "@medplum" / "core").is_dir():
        pytest.fail("the validator is missing: run `sh tools/install_browser.sh`")
    options = [word for path in profiles for word in ("--profiles", str(path))]
    if as_profile:
        options += ["--as", as_profile]
    ran = subprocess.run(
        [node, str(RUNNER), *options, *(str(file) for file in files)],
        capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode in {0, 1}, ran.stderr
    return [
        Issue(said["file"], issue["severity"], issue["place"], issue["text"], issue["profile"])
        for said in json.loads(ran.stdout)["files"]
        for issue in said["issues"]
    ]
