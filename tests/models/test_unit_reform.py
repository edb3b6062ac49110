"""Who carries what once units pass into others: pure rules, and what holds of any of them."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.unit_reform import UNFINISHED, UNSENT, Carried, UnitStep, heirs_of, pass_on
from models.words import ObligationStatus, ReformKind

OPEN, ARRIVED, RETURNED = ObligationStatus.OPEN, ObligationStatus.ARRIVED, ObligationStatus.RETURNED
EARLY, LATE = date(2025, 12, 1), date(2025, 12, 14)


def carried(
    key: int, unit: str, *, due: date | None = LATE, task: int = 1, status: ObligationStatus = OPEN
) -> Carried:
    return Carried(
        id=key,
        task_id=task,
        occurrence="",
        owed_by=unit,
        carried_by=unit,
        status=status,
        due=due,
        place="ABCDEF".index(unit),
    )


def test_the_earliest_day_survives_then_ones_own_then_the_first_in_official_lists() -> None:
    def survivor(*rows: Carried) -> int:
        found = pass_on(carried=rows, heirs={"A": ["C"], "B": ["C"]}, owed=())
        return ({one.id for one in rows} - {one.obligation for one in found.moves if one.into}).pop()

    assert survivor(carried(1, "A"), carried(2, "B", due=EARLY)) == 2
    assert survivor(carried(1, "A"), carried(2, "B"), carried(3, "C")) == 3
    assert survivor(carried(2, "A"), carried(1, "B")) == 2
    assert survivor(carried(1, "A", due=None), carried(2, "B")) == 2


def test_what_has_a_document_moves_and_is_never_folded() -> None:
    rows = [carried(1, "A", status=ARRIVED), carried(2, "B", status=RETURNED), carried(3, "C")]
    found = pass_on(carried=rows, heirs={"A": ["C"], "B": ["C"]}, owed=())
    assert [(one.obligation, one.to_unit, one.into) for one in found.moves] == [
        (1, "C", None),
        (2, "C", None),
    ]


def test_a_split_gives_each_further_unit_a_duty_unless_it_owes_that_itself() -> None:
    rows = [carried(1, "A"), carried(2, "A", task=2)]
    found = pass_on(carried=rows, heirs={"A": ["B", "C", "D"]}, owed={(1, "", "C")})
    assert [(one.like, one.unit) for one in found.shares] == [(1, "D"), (2, "C"), (2, "D")]


def test_a_unit_that_gives_up_a_part_keeps_what_it_owes() -> None:
    found = pass_on(carried=[carried(1, "A")], heirs={"A": ["B", "A"]}, owed=())
    assert (found.moves, [one.unit for one in found.shares]) == ((), ["B"])


def test_who_follows_whom() -> None:
    steps = [
        UnitStep(kind=ReformKind.MERGE, before=("A", "B"), after=("A",)),
        UnitStep(kind=ReformKind.SPLIT, before=("C",), after=("D", "C")),
        UnitStep(kind=ReformKind.RENAME, before=("D",), after=("D",), name="Đ"),
        UnitStep(kind=ReformKind.DISSOLVE, before=("E",)),
    ]
    assert heirs_of(steps) == {"B": ("A",), "C": ("D", "C"), "E": ()}


UNITS = st.sampled_from("ABCDEF")
ROWS = st.lists(
    st.builds(
        lambda unit, task, status, due: (unit, task, status, due),
        UNITS,
        st.integers(1, 3),
        st.sampled_from(UNFINISHED),
        st.sampled_from([None, EARLY, LATE]),
    ),
    unique_by=lambda row: row[:2],
    max_size=18,
)
HEIRS = st.dictionaries(UNITS, st.lists(st.sampled_from("GHI"), unique=True, max_size=3), max_size=5)


@given(rows=ROWS, heirs=HEIRS)
def test_nothing_is_lost_nothing_stays_with_who_is_gone_and_a_second_time_nothing_is_to_do(
    rows: list[tuple[str, int, ObligationStatus, date | None]], heirs: dict[str, list[str]]
) -> None:
    before = [
        carried(key, unit, task=task, status=status, due=due)
        for key, (unit, task, status, due) in enumerate(rows, 1)
    ]
    found = pass_on(carried=before, heirs=heirs, owed=())
    moved = {one.obligation: one for one in found.moves}
    after = {one.id: moved[one.id].to_unit if one.id in moved else one.carried_by for one in before}
    kept = {one.id: one for one in before if one.id not in found.spared}
    alive = [one for one in kept.values() if one.id not in moved or moved[one.id].into is None]
    for one in moved.values():
        assert one.into is None or one.into in {row.id for row in alive}
    gone = {unit for unit, units in heirs.items() if units}
    assert not any(after[one.id] in gone for one in alive)
    unsent = Counter((one.task_id, after[one.id]) for one in alive if one.status in UNSENT)
    assert max(unsent.values(), default=1) == 1
    owed = {(kept[one.like].task_id, "", one.unit) for one in found.shares}
    again = pass_on(
        carried=[
            Carried(
                id=one.id,
                task_id=one.task_id,
                occurrence="",
                owed_by=one.owed_by,
                carried_by=after[one.id],
                status=one.status,
                due=one.due,
                place=one.place,
            )
            for one in alive
            if after[one.id] not in heirs
        ],
        heirs=heirs,
        owed=owed,
    )
    assert not again
