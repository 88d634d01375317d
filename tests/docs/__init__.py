"""The documentation: its examples run, its links lead somewhere, its reference is up to date."""
