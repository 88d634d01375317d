"""The measures, one a file: what each counts, for whom, from which tables, and for which recommendation."""
