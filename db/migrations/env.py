"""Alembic's entry: runs the migrations on the connection, and inside the transaction, of db.migrations.runner."""

from alembic import context

from db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter a table; batch mode copies it
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
