"""Two who do the same at the same moment, on a real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import sqlalchemy as sa
from sqlmodel import Session

from flows.work.refusals import RefusedError
from models.database import transaction


def at_once(engine: sa.Engine, work: Callable[[Session], str]) -> str:
    """Two people do the same: the first has not committed when the second begins; the second's outcome."""

    def second() -> str:
        try:
            with transaction(engine) as session:
                return work(session)
        except RefusedError as refusal:
            return str(refusal)

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction(engine) as session:
            work(session)
            later = pool.submit(second)
            wait([later], timeout=0.5)  # until it has come to the lock; the outcome is the same without
        return later.result()
