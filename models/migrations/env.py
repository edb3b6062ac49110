"""Alembic's entry: runs on the engine that `models.database.migrate` hands over."""

from alembic import context

from models.database import metadata, references_at_rest, refuse_broken_references

engine = context.config.attributes["engine"]
with engine.connect() as connection, references_at_rest(connection):
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,  # SQLite's too: all revisions of one start, or none
    )
    with context.begin_transaction():
        context.run_migrations()
    refuse_broken_references(connection)
    connection.commit()
