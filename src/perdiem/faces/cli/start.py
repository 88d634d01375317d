"""Where the program `perdiem` begins: before anything else is imported, so that Ctrl-C is met from the first moment."""

from __future__ import annotations

import sys

INTERRUPTED = 130  # what shells expect after Ctrl-C


def start() -> None:
    """Runs the command line; Ctrl-C ends it in a sentence and exit code 130, also while its libraries are loaded."""
    try:
        from perdiem.faces.cli.main import run

        run()
    except KeyboardInterrupt:
        _end()
    except SystemExit as ended:  # the library of commands makes this of a Ctrl-C
        if ended.code != INTERRUPTED:
            raise
        _end()


def _end() -> None:
    print("Interrupted.", file=sys.stderr)
    sys.exit(INTERRUPTED)
