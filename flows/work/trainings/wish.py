"""What a coordinator wants of a round of trainings, read from the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from sqlmodel import Session

from flows.work.choices import chosen, plan_labels, unit_labels
from flows.work.dates import read_day, read_optional_day, read_optional_hour
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.pasted_days import UnreadableDaysError, read_named_days
from models.words import Region
from templates.words_vi import plain_day

REGIONS = {"Miền Bắc": Region.NORTH, "Miền Trung": Region.CENTRE, "Miền Nam": Region.SOUTH}
NAMES = {region: name for name, region in REGIONS.items()}
FIRST, LAST, BEGINS, ENDS = "Xếp lịch từ ngày", "Xếp lịch đến ngày", "Giờ bắt đầu", "Giờ kết thúc"
CLEAR, PRACTICAL = "Những ngày cần tránh khác", "Lưu ý với người dự"
HOST, PLACE, CAPACITY, DAY = "Đơn vị đăng cai", "Địa điểm", "Sức chứa (người)", "Ngày khai mạc"
LONGEST_WINDOW = 366  # days


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceTyped:
    """One region's part of the form."""

    host: str = ""
    place: str = ""
    capacity: int = 0
    first_day: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """The form's other fields as they were typed."""

    plan: str
    regions: Sequence[str] = ()
    first: str
    last: str
    begins: str = "08:00"
    ends: str = "17:00"
    clear: str = ""
    practical: str = ""
    ministry: str = "Miền Bắc"
    places: Mapping[Region, PlaceTyped] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """The form's numbers, which need no reading."""

    days: int = 2
    quota: int = 3
    lead: int = 20
    gap: int = 2
    before_deadlines: int = 5
    nominate: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionWish:
    """One training that is wanted."""

    region: Region
    host: str
    place: str
    capacity: int
    with_ministry: bool
    first_day: date | None = None  # set by hand


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A round of trainings, with days that could be read."""

    plan_id: int
    first: date
    last: date
    begins: time
    ends: time
    numbers: Numbers
    clear: Mapping[date, str]
    practical: str
    regions: tuple[RegionWish, ...]


def read_wish(session: Session, *, typed: Typed, numbers: Numbers, world: World) -> Wish:
    """Labels and texts of the form as a wish; raises RefusedError naming the field."""
    first, last = _window(typed, world)
    refuse_odd_text(typed.practical, field=PRACTICAL)
    begins, ends = _hours(typed)
    labels = unit_labels(session, day=world.today)
    wanted = [REGIONS[name] for name in typed.regions] or list(REGIONS.values())
    return Wish(
        plan_id=chosen(typed.plan, plan_labels(session), field="Kế hoạch"),
        first=first,
        last=last,
        begins=begins,
        ends=ends,
        numbers=numbers,
        clear=_clear(typed.clear),
        practical=typed.practical.strip(),
        regions=tuple(
            _region(region, typed.places.get(region, PlaceTyped()), typed.ministry, labels)
            for region in REGIONS.values()
            if region in wanted
        ),
    )


def with_days(wish: Wish, *, days: Mapping[Region, str], world: World) -> Wish:
    """The wish with the first days that were typed; an empty one is left to the proposal."""
    regions = tuple(
        replace(one, first_day=_first_day(one.region, days.get(one.region, ""))) for one in wish.regions
    )
    for one in regions:
        refuse_past(one.region, one.first_day, world=world)
    return replace(wish, regions=regions)


def refuse_past(region: Region, day: date | None, *, world: World) -> None:
    """A training cannot begin today or earlier; raises RefusedError."""
    if day is not None and day <= world.today:
        raise RefusedError(
            f"{field_of(DAY, region)}: ngày {plain_day(day)} phải sau hôm nay ({plain_day(world.today)})."
        )


def field_of(name: str, region: Region) -> str:
    """`Địa điểm, miền Bắc`."""
    return f"{name}, {NAMES[region][:1].lower()}{NAMES[region][1:]}"


def _window(typed: Typed, world: World) -> tuple[date, date]:
    first, last = read_day(typed.first, field=FIRST), read_day(typed.last, field=LAST)
    if last < first:
        raise RefusedError(f"{LAST}: {plain_day(last)} đứng trước {plain_day(first)}; đề nghị kiểm tra lại.")
    if last <= world.today:
        raise RefusedError(f"{LAST}: {plain_day(last)} phải sau hôm nay ({plain_day(world.today)}).")
    if (last - first).days > LONGEST_WINDOW:
        raise RefusedError(f"{LAST}: khoảng thời gian dài quá một năm; đề nghị kiểm tra lại năm.")
    return first, last


def _hours(typed: Typed) -> tuple[time, time]:
    begins = read_optional_hour(typed.begins, field=BEGINS)
    ends = read_optional_hour(typed.ends, field=ENDS)
    if begins is None or ends is None or ends <= begins:
        raise RefusedError(f"{ENDS}: phải sau giờ bắt đầu; đề nghị ghi giờ:phút, ví dụ 08:00 và 17:00.")
    return begins, ends


def _clear(text: str) -> Mapping[date, str]:
    refuse_odd_text(text, field=CLEAR)
    try:
        return read_named_days(text)
    except UnreadableDaysError as error:
        raise RefusedError(f"{CLEAR}: {' '.join(error.problems)}") from None


def _region(region: Region, typed: PlaceTyped, ministry: str, labels: Mapping[str, str]) -> RegionWish:
    place = field_of(PLACE, region)
    if not typed.host or not typed.place.strip():
        raise RefusedError(
            f"{field_of(HOST, region)} và {PLACE.lower()}: chưa ghi đủ; "
            "đề nghị ghi cả hai hoặc bỏ chọn miền này."
        )
    refuse_odd_line(typed.place, field=place, most=MOST_NAME)
    if typed.capacity < 1:
        raise RefusedError(
            f"{field_of(CAPACITY, region)}: chưa ghi; đề nghị ghi số người hội trường chứa được."
        )
    return RegionWish(
        region=region,
        host=chosen(typed.host, labels, field=field_of(HOST, region)),
        place=typed.place.strip(),
        capacity=typed.capacity,
        with_ministry=REGIONS.get(ministry) is region,
        first_day=_first_day(region, typed.first_day),
    )


def _first_day(region: Region, text: str) -> date | None:
    return read_optional_day(text, field=field_of(DAY, region))
