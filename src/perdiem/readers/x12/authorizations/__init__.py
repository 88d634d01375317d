"""Requests for authorization in X12: the 278 of 005010X217 (review of health care services)."""
