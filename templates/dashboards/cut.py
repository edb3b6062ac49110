"""Pages of thousands of lines, cut to their first ones."""

from collections import Counter
from dataclasses import replace

from .matrix_facts import MatrixFacts, MatrixPlan
from .received_facts import ReceivedFacts
from .unsent_facts import UnsentFacts, UnsentTask

LongFacts = UnsentFacts | ReceivedFacts | MatrixFacts


def total_lines(facts: LongFacts) -> int:
    """How many lines the page would have."""
    return facts.total if isinstance(facts, ReceivedFacts) else lines_in(facts)


def lines_in(facts: LongFacts) -> int:
    """How many lines it has."""
    if isinstance(facts, UnsentFacts):
        return sum(lines_of(task) for task in facts.tasks)
    if isinstance(facts, ReceivedFacts):
        return sum(len(task.lines) for task in facts.tasks)
    return sum(len(table.lines) for plan in facts.plans for table in plan.tables)


def lines_of(task: UnsentTask) -> int:
    """How many units have not sent."""
    return sum(len(lines) for _, lines in task.regions)


def first_lines(facts: LongFacts, kept: int) -> LongFacts:
    """The page with its first `kept` lines; of received documents, with the newest ones."""
    if isinstance(facts, UnsentFacts):
        return _unsent(facts, kept)
    return _received(facts, kept) if isinstance(facts, ReceivedFacts) else _matrix(facts, kept)


def _unsent(facts: UnsentFacts, kept: int) -> UnsentFacts:
    tasks = []
    for task in facts.tasks:
        regions = []
        for region, lines in task.regions:
            regions.append((region, lines[:kept]))
            kept -= len(lines[:kept])
        tasks.append(replace(task, regions=tuple(one for one in regions if one[1])))
    return replace(facts, tasks=tuple(task for task in tasks if task.regions))


def _received(facts: ReceivedFacts, kept: int) -> ReceivedFacts:
    """The newest of all tasks; each task has its newest first."""
    days = [(line.arrived_on, place) for place, task in enumerate(facts.tasks) for line in task.lines]
    days.sort(key=lambda one: one[0], reverse=True)
    most = Counter(place for _, place in days[:kept])
    tasks = (replace(task, lines=task.lines[: most[place]]) for place, task in enumerate(facts.tasks))
    return replace(facts, tasks=tuple(tasks))


def _matrix(facts: MatrixFacts, kept: int) -> MatrixFacts:
    plans: list[MatrixPlan] = []
    for plan in facts.plans:
        tables = []
        for table in plan.tables:
            tables.append(replace(table, lines=table.lines[:kept]))
            kept -= len(tables[-1].lines)
        plans.append(replace(plan, tables=tuple(one for one in tables if one.lines)))
    return replace(facts, plans=tuple(plans))
