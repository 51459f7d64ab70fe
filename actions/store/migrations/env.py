"""How Alembic reaches the database: over the connection that `actions.store.upgrade` hands in."""

from alembic import context

from actions.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=False)
with context.begin_transaction():
    context.run_migrations()
