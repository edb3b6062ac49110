"""Column helpers the tables share."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

# Every table module imports this file before it declares a table, so all constraints get these names.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def words(vocabulary: type[StrEnum], **options: Any) -> Any:
    """A column that stores a closed vocabulary by value, as plain text on every database."""
    kind = sa.Enum(
        vocabulary,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=24,
    )
    return Field(sa_type=kind, **options)


def facts(**options: Any) -> Any:
    """A JSON column for values that are shown but never queried."""
    return Field(sa_type=sa.JSON(none_as_null=True), **options)
