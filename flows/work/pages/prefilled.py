"""Addresses of forms that are filled in for what a page shows."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """What a prefilled form has to name."""

    unit_id: str  # empty: many units at once, or whichever is chosen
    plan_id: int
    task_code: str
    occurrence: str


def no_form(_: object) -> str:
    """The form is not served here: no link."""
    return ""


def no_document(_: object, __: int) -> str:
    """As `no_form`, of one document."""
    return ""


def no_training(_: str, __: str, ___: str) -> str:
    """As `no_form`, of one training."""
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedLinks:
    """Each gives an address; empty: there is no such form."""

    record: Callable[[Owed], str]
    story: Callable[[Owed], str]
    story_of_unit: Callable[[str], str] = no_form
    correct: Callable[[int], str] = no_form  # of a submission
    attach: Callable[[int], str] = no_form  # to a submission
    accept: Callable[[Owed, int], str] = no_document  # this submission and no other
    review: Callable[[Owed], str] = no_form
    extend: Callable[[Owed], str] = no_form
    exempt: Callable[[Owed], str] = no_form
    nil: Callable[[Owed], str] = no_form
    training: Callable[[str, str, str], str] = no_training  # form, label of the training, unit or nothing
