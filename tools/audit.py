"""Known faults and licences of what Perdiem installs. Says so when the service of known faults cannot be reached."""

from __future__ import annotations

import json
import subprocess
import sys

# Licences under which a dependency may be shipped beside Apache-2.0 code.
ALLOWED = (
    "MIT",
    "BSD",
    "Apache",
    "ISC",
    "PSF",
    "Python Software Foundation",
    "MPL",
    "Mozilla",
    "0BSD",
    "Unlicense",
    "CC0",
    "Zlib",
    "HPND",
)
DEVELOPMENT_ONLY = {"hypothesis"}  # MPL-2.0, never shipped


def licences() -> list[str]:
    listed = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed"],
        check=True,
        capture_output=True,
        text=True,
    )
    wrong = []
    for row in json.loads(listed.stdout):
        if row["Name"] in {*DEVELOPMENT_ONLY, "perdiem-infusion"}:
            continue
        if not any(word.lower() in row["License"].lower() for word in ALLOWED):
            wrong.append(f"{row['Name']} {row['Version']}: {row['License']}")
    return wrong


def known_faults() -> tuple[int, str]:
    """Exit status and report. A dependency that the service does not answer for counts as not checked."""
    found = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--skip-editable", "--format", "json"],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    try:
        rows = json.loads(found.stdout)["dependencies"]
    except (ValueError, KeyError):
        return 0, "NOT CHECKED, the service that lists them cannot be reached from here."
    checked = [row for row in rows if "skip_reason" not in row]
    if not checked:
        return 0, "NOT CHECKED, the service that lists them answers for none of the dependencies from here."
    faulty = [f"{row['name']} {row['version']}: {fault['id']}" for row in checked for fault in row["vulns"]]
    skipped = f" ({len(rows) - len(checked)} dependencies not checked)" if len(checked) < len(rows) else ""
    return (1 if faulty else 0), ("; ".join(faulty) or "none") + skipped


def main() -> int:
    wrong = licences()
    print("Licences:", "all allowed" if not wrong else "\n  ".join(["not among the allowed ones:", *wrong]))
    status, text = known_faults()
    print("Known faults:", text)
    return 1 if wrong or status else 0


if __name__ == "__main__":
    sys.exit(main())
