"""Real CMS releases, kept outside the project: every zip in the folder that PERDIEM_RELEASES names."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from perdiem.codes import packaged_code_sets
from perdiem.model.codes import Verified
from perdiem.readers.hcpcs_release import read_release

NAMED = os.environ.get("PERDIEM_RELEASES", "")
RELEASES = sorted(Path(NAMED).glob("*.zip")) if NAMED else []


@pytest.mark.skipif(not RELEASES, reason="PERDIEM_RELEASES names no folder with CMS release zips")
def test_our_first_days_are_those_of_every_official_release() -> None:
    sets = packaged_code_sets()
    for path in RELEASES:
        release = read_release(path)
        assert len(release.rows) > 6000
        assert release.rows["B9000"].last_day == date(2016, 12, 31)
        for code in sets.codes.values():
            row = release.rows.get(code.code)
            if row and code.verified is Verified.YES:
                assert row.first_day == code.in_force.first, (path.name, code.code)
