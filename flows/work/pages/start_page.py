"""The facts of the page “Bắt đầu từ đây”."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from flows.work.mails.todays_work import todays_work
from flows.work.world import World
from templates.dashboards.facts import StartFacts

from .journey import journeys, tasks_in
from .overview import heading
from .progress import next_deadlines


def start_facts(
    session: Session, *, world: World, links: Mapping[str, str], waiting: Sequence[tuple[str, str]] = ()
) -> StartFacts:
    """Today's work and the links to forms and pages; `waiting` are runs that wait for an answer."""
    views = journeys(session, world=world)
    return StartFacts(
        heading=heading(world),
        sections=todays_work(session, world=world, links=links, views=views),
        deadlines=next_deadlines(tasks_in(views), world=world),
        links=links,
        waiting=tuple(waiting),
    )
