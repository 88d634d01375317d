"""Keeps a library out that a command does not need, and that would take half a second of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol has it
        target: ModuleType | None = None,  # noqa: ARG002 - the protocol has it
    ) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is not asked for here", name=fullname)


def leave_pandas_out() -> None:
    """Lets pyarrow make arrays without importing pandas, which it does when it makes its first.

    pyarrow asks once whether pandas is there, to know data frames when it meets them; no command gives it any. It asks
    again when a table is to become a data frame, and then finds pandas where it is installed. For the command line
    only: in a program that uses Perdiem, pandas may be wanted.
    """
    if "pandas" in sys.modules:
        return
    finder = _NoPandas()
    sys.meta_path.insert(0, finder)
    try:
        import pyarrow as pa  # type: ignore[import-untyped]  # it ships no types

        pa.array([None])
    finally:
        sys.meta_path.remove(finder)
