"""The changes of the store's tables over time, run by Alembic."""
