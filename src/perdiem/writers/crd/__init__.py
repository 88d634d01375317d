"""Answers to CDS Hooks: the services, coverage information on orders, and cards (HL7 Da Vinci CRD 2.0.1)."""

from perdiem.writers.crd.answer import hook_answer
from perdiem.writers.crd.discovery import services

__all__ = ["hook_answer", "services"]
