"""Runs the migrations on the connection that the store hands over; there is no alembic.ini and no other way in."""

from __future__ import annotations

from alembic import context

import perdiem.store.fhir_tables  # noqa: F401 - declares its tables
from perdiem.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table="perdiem_store_version",
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
