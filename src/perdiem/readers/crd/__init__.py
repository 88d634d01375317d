"""Calls of CDS Hooks for coverage requirements discovery (HL7 Da Vinci CRD)."""

from perdiem.readers.crd.hook import HookRefused, read_hook

__all__ = ["HookRefused", "read_hook"]
