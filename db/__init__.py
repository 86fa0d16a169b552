"""Persistence: knows rows. Imports the standard library, sqlalchemy and alembic, and nothing of ours."""
