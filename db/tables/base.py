"""What all tables share: one metadata with named constraints, and the vocabulary the CHECK constraints pin."""

from sqlalchemy import CheckConstraint, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# db imports nobody of ours, so these lists are copies; tests/db pins them to the enums of checks.model.
STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN", "UP", "DOWN", "UNREACHABLE", "PENDING")
STATE_TYPES = ("SOFT", "HARD")
OBJECT_KINDS = ("host", "service")


def one_of(column: str, words: tuple[str, ...], *, nullable: bool = False) -> CheckConstraint:
    """A CHECK constraint that `column` holds one of `words` (or NULL, where `nullable`)."""
    listed = ", ".join(f"'{word}'" for word in words)
    condition = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {condition}" if nullable else condition, name=f"{column}_known")
