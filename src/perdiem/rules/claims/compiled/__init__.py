"""A contract compiled to tables, so that the plan over claim lines needs nothing but joins on equal values."""

from __future__ import annotations

from perdiem.rules.claims.compiled.agreement import CompiledContract, compile_agreement

__all__ = ["CompiledContract", "compile_agreement"]
