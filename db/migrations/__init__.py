"""Alembic migrations, forward only, numbered 0001, 0002 … so that a higher number is a newer schema."""
