"""Decisions on requests for authorization, worklists and published figures, for people and for programs."""
