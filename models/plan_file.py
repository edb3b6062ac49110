"""The plan file: schema and reading; every error names file, line and field, and what would be right."""

from collections.abc import Collection

from models.plan_checks import contradictions
from models.plan_sections import TOP, plan_of
from models.plan_values import Group, IndicatorLine, PlanFile, Product, Quantity, Reporting, Task, Written
from models.plan_yaml import PlanFileError, Problem, open_file

__all__ = [
    "Group",
    "IndicatorLine",
    "PlanFile",
    "PlanFileError",
    "Problem",
    "Product",
    "Quantity",
    "Reporting",
    "Task",
    "Written",
    "read_plan",
]


def read_plan(text: str, *, name: str, ladders: Collection[str] | None = None) -> PlanFile:
    """The plan in `text` of the file `name`; raises PlanFileError with every mistake found.

    `ladders` are the names the policy knows; None leaves the tasks' ladders unchecked.
    """
    top = open_file(text, name=name, fields=TOP)
    plan = plan_of(top, name=name)
    problems = [*top.problems, *contradictions(plan, ladders=ladders)]
    if problems:
        raise PlanFileError(name=name, problems=problems, plan=plan)
    return plan
