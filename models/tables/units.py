"""Units, their names in time, what they became, whom to write to."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.words import AddressStatus, Region, Role, UnitChangeKind, UnitKind

from .columns import facts, words


class Unit(SQLModel, table=True):
    """A body that owes or receives; a rename keeps the row."""

    id: str = Field(primary_key=True)  # CA02, van-phong-bo
    code: str = ""  # printed only where verified, such as V03
    kind: UnitKind = words(UnitKind)
    region: Region = words(Region)
    position: int = 0  # order in official lists
    valid_from: date | None = None
    valid_to: date | None = None


class UnitName(SQLModel, table=True):
    """The official name of a unit from a day on (NULL: from the beginning)."""

    __tablename__ = "unit_name"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    name: str
    valid_from: date | None = None


class UnitAlias(SQLModel, table=True):
    """Another way in which documents write a unit's name."""

    __tablename__ = "unit_alias"

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    name: str


class UnitChange(SQLModel, table=True):
    """From `day` on `successor` stands for `predecessor`."""

    __tablename__ = "unit_change"

    id: int | None = Field(default=None, primary_key=True)
    predecessor: str = Field(foreign_key="unit.id", index=True)
    successor: str = Field(foreign_key="unit.id")
    day: date
    kind: UnitChangeKind = words(UnitChangeKind)


class UnitReform(SQLModel, table=True):
    """Sắp xếp đơn vị: what a document changes about units from a day on, and whether that was done yet."""

    __tablename__ = "unit_reform"

    id: int | None = Field(default=None, primary_key=True)
    day: date  # the first on which the new units exist
    document_number: str
    issued_on: date
    changes: dict[str, Any] = facts()  # each change: its kind, the units before and after
    keep_contacts: bool = True  # contacts pass to a successor that has none
    flow_run_id: str = Field(default="", index=True)
    recorded_by: str
    recorded_at: datetime
    applied_at: datetime | None = None  # None: its day has not come


class Contact(SQLModel, table=True):
    """A position of a unit with its address; of several per role the first is To, the others Cc."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    role: Role = words(Role)
    position: int = 0  # order within the role
    name: str = ""
    address: str = Field(default="", index=True)
    phone: str = ""
    valid_from: date | None = None
    valid_to: date | None = None  # last day
    confirmed_on: date | None = None  # the unit said that name, address and phone are right


class Address(SQLModel, table=True):
    """What is known about an address, whoever it belongs to."""

    address: str = Field(primary_key=True)
    status: AddressStatus = words(AddressStatus)
    reason: str = ""
    changed_at: datetime


class Delegation(SQLModel, table=True):
    """Somebody is away and another takes the mail; ended early, never overwritten."""

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)  # of whoever is away: a contact or a coordinator
    delegate_name: str
    delegate_address: str
    from_day: date
    to_day: date  # last day
    reason: str = ""
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
