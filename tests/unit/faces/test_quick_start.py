"""The command line imports nothing that it does not need."""

from __future__ import annotations

import subprocess
import sys

from perdiem.faces.cli.demo_claims import DATA

PROGRAM = """
import sys
from perdiem.faces.cli import main
sys.argv = ["perdiem", *sys.argv[1:]]
try:
    main.run()
except SystemExit as end:
    assert not end.code, end.code
slow = sorted({"pandas", "matplotlib", "scipy", "statsmodels", "altair"} & set(sys.modules))
assert not slow, slow
import pyarrow
assert list(pyarrow.table({"a": [1]}).to_pandas()["a"]) == [1]  # whoever wants pandas later still gets it
"""


def test_a_claim_is_explained_without_pandas() -> None:
    words = ["explain", "--claim", "R-1001", "--contract", str(DATA / "meridian.yaml"), str(DATA / "march")]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
