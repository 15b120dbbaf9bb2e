"""Runs the migrations on the connection, and in the transaction, of whoever opens the history."""

from alembic import context

from costguard.history.tables import METADATA
from costguard.history.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
