"""Clinical and coverage records in FHIR R4, as NDJSON of a bulk export or as bundles, read into tables of the book.

Each file under `sql` makes rows of one table out of one kind of resource. A resource ends in a row, in `table_reject`
with a reason, or is one that others refer to; kinds that no table asks for are counted and told.
"""
