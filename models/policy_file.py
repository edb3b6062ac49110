"""Reading the policy file: every error names file, line and field, and says what would be right."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from textwrap import shorten
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from models.policy import MOST_DAYS, Policy, StageEntry, UnknownLadderError
from models.rules.ladders import NOMINATION_LADDER, RETURN_LADDER, expanded
from models.words import Role

__all__ = ["Policy", "PolicyFileError", "UnknownLadderError", "read_policy"]

Place = tuple[int | str, ...]
RIGHT = {
    "ladders": "các bậc thang, mỗi bậc thang có tên chữ thường không dấu và danh sách nấc",
    "name": "tên nấc bằng chữ thường không dấu nối bằng gạch ngang, ví dụ truoc-5-ngay",
    "days": f"số nguyên khác 0, từ -{MOST_DAYS} đến {MOST_DAYS}, ví dụ -5 (trước hạn 5 ngày làm việc)",
    "roles": (
        "danh sách không trùng gồm contact, department_head, unit_head, post_room, focal_head, "
        "ví dụ [contact]"
    ),
    "paper": "cong-van-don-doc hoặc bao-cao-lanh-dao-bo",
    "number": "số nguyên từ 1 đến 9: văn bản lần thứ mấy",
    "pause_days": "số nguyên từ 1 đến 60, ví dụ 20",
    "held_days": "số nguyên từ 0 đến 60, ví dụ 2",
    "prepare": "true hoặc false",
    "repeat_every": f"số nguyên từ 0 đến {MOST_DAYS}",
    "repeat_times": "số nguyên từ 0 đến 20",
    "default_ladder": "loại thời hạn (day, relative, period) và tên bậc thang, ví dụ day: mac-dinh",
    "sending_window": 'khoảng giờ, ví dụ {from: "07:30", until: "17:30"}',
    "from": 'giờ và phút, ví dụ "07:30"',
    "until": 'giờ và phút, ví dụ "17:30"',
    "catch_up_days": "số nguyên từ 0 đến 60, ví dụ 10",
    "arrival_allowance_days": "số nguyên từ 0 đến 60, ví dụ 5",
    "quiet": "số ngày trước và sau Tết, ví dụ {before_tet: 5, after_tet: 2}",
    "before_tet": "số nguyên từ 0 đến 10, ví dụ 5",
    "after_tet": "số nguyên từ 0 đến 10, ví dụ 2",
    "mid_year_note": "true hoặc false",
    "checkpoints": "danh sách tháng từ 1 đến 12 không trùng, ví dụ [3, 6, 9]",
    "return_ladder": "danh sách nấc gửi contact, ví dụ - {name: truoc-1-ngay, days: -1, roles: [contact]}",
    "nomination_ladder": "danh sách nấc gửi contact như return_ladder",
    "training_note_days": "số nguyên từ 0 đến 10, ví dụ 2",
    "participants_months": "số nguyên từ 0 đến 120, ví dụ 6",
    "review_days": "số nguyên từ 0 đến 60, ví dụ 5",
    "receipt_minutes": "số nguyên từ 0 đến 240, ví dụ 30",
    "extension_days": "số nguyên từ 1 đến 120, ví dụ 20",
    "due_soon_days": "số nguyên từ 0 đến 60, ví dụ 10",
    "roll_forward": "true hoặc false",
}


class PolicyFileError(Exception):
    """The policy file cannot be used; `problems` holds one Vietnamese sentence for each mistake."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_policy(text: str, *, name: str) -> Policy:
    """The policy in `text` of the file `name`; raises PolicyFileError with every mistake found."""
    data = _read_yaml(text, name=name)
    try:
        policy = Policy.model_validate(data)
    except ValidationError as error:
        mistakes = [_mistake(detail) for detail in _innermost(error.errors(include_url=False))]
    else:
        mistakes = list(_contradictions(policy))
    if mistakes:
        raise PolicyFileError(tuple(f"{name}:{_line(data, path)}: {sentence}" for path, sentence in mistakes))
    return policy


def _read_yaml(text: str, *, name: str) -> CommentedMap:
    try:
        data = YAML().load(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyFileError((f"{name}:{line}: {_syntax(error)}",)) from None
    except YAMLError as error:
        raise PolicyFileError((f"{name}:1: không đọc được tệp YAML ({error}).",)) from None
    if not isinstance(data, CommentedMap):
        raise PolicyFileError(
            (f"{name}:1: tệp phải gồm các dòng “trường: giá trị”, ví dụ catch_up_days: 10.",)
        )
    return data


def _syntax(error: MarkedYAMLError) -> str:
    if "duplicate key" in str(error.problem):
        return "một trường được ghi hai lần; hãy giữ lại một dòng."
    return "sai cú pháp YAML; hãy kiểm tra dấu hai chấm, dấu ngoặc, và dấu cách đầu dòng (không dùng Tab)."


def _innermost(details: Sequence[Any]) -> list[Any]:
    """Without those that only repeat, for a whole list, what is wrong with one of its items."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if not any(detail["loc"] == place[: len(detail["loc"])] != place for place in places)
    ]


def _mistake(detail: Any) -> tuple[Place, str]:
    """Where one of pydantic's findings is, and our sentence for it."""
    path: Place = tuple(part for part in detail["loc"] if part != "[key]")
    field = _field(path)
    where = _spoken(path)
    if detail["type"] == "missing":
        return path, f"thiếu trường {where}; cần {RIGHT.get(field, 'ghi thêm trường này')}."
    if detail["type"] == "extra_forbidden":
        near = get_close_matches(field, RIGHT, n=1)
        hint = f"có phải “{near[0]}”?" if near else "hãy bỏ dòng này."
        return path, f"không có trường {where}; {hint}"
    return (
        path,
        f"trường {where}: giá trị “{shorten(str(detail['input']), 60)}” không hợp lệ; cần {_right(path)}.",
    )


def _field(path: Place) -> str:
    return str(next((part for part in reversed(path) if isinstance(part, str)), ""))


def _spoken(path: Place) -> str:
    return "“" + ".".join(str(part + 1) if isinstance(part, int) else part for part in path) + "”"


def _right(path: Place) -> str:
    """What would be right at `path`: the innermost field that has a rule of its own."""
    return next(
        (RIGHT[part] for part in reversed(path) if isinstance(part, str) and part in RIGHT), "giá trị khác"
    )


def _contradictions(policy: Policy) -> Iterator[tuple[Place, str]]:
    """Mistakes that only show when several fields are read together."""
    for name, entries in policy.entries.items():
        yield from _ladder_contradictions(("ladders", name), entries)
    yield from _of_its_own(policy, RETURN_LADDER, "return_ladder", "văn bản đề nghị bổ sung")
    yield from _of_its_own(policy, NOMINATION_LADDER, "nomination_ladder", "việc cử cán bộ dự tập huấn")
    for kind, ladder in policy.default_ladder.items():
        if ladder and ladder not in policy.entries:
            known = ", ".join(policy.entries)
            yield (
                ("default_ladder", kind.value),
                f"không có bậc thang “{ladder}”; hãy chọn một trong: {known}.",
            )
    if policy.sending_window.begins >= policy.sending_window.ends:
        yield ("sending_window",), f"giờ bắt đầu phải trước giờ kết thúc; cần {RIGHT['sending_window']}."


def _of_its_own(policy: Policy, name: str, key: str, what: str) -> Iterator[tuple[Place, str]]:
    """A ladder with a key of its own reminds contacts alone."""
    if name in policy.entries:
        yield ("ladders", name), f"tên “{name}” dành cho {key}; hãy đặt tên khác."
    entries: tuple[StageEntry, ...] = getattr(policy, key)
    yield from _ladder_contradictions((key,), entries)
    for position, entry in enumerate(entries):
        if entry.roles != (Role.CONTACT,) or entry.paper:
            yield (key, position), f"{what} chỉ nhắc cán bộ đầu mối; cần {RIGHT[key]}."


def _ladder_contradictions(path: Place, entries: tuple[StageEntry, ...]) -> Iterator[tuple[Place, str]]:
    names: set[str] = set()
    days_taken: set[tuple[int, str, str]] = set()
    for position, entry in enumerate(entries):
        here = (*path, position)
        if entry.name in names:
            yield (*here, "name"), f"tên nấc “{entry.name}” đã dùng ở trên; mỗi nấc cần một tên riêng."
        if bool(entry.repeat_every) != bool(entry.repeat_times):
            yield here, "repeat_every và repeat_times phải ghi cùng nhau, đều lớn hơn 0."
        if entry.paper and entry.days < 0:
            yield (*here, "paper"), "chỉ soạn văn bản sau thời hạn; hãy ghi days là số dương."
        mine = {
            (days, role.value, entry.paper.value)
            for _, days in expanded(entry.as_stage())
            for role in entry.roles
        }
        for days, role, _ in sorted(mine & days_taken):
            yield (
                here,
                f"nấc “{entry.name}” trùng ngày ({days}) với nấc ở trên cho {role}; hãy đổi days hoặc roles.",
            )
        names.add(entry.name)
        days_taken |= mine


def _line(data: Any, path: Place) -> int:
    """Line of the innermost part of `path` that the file has, counted from 1."""
    line = 1
    for part in path:
        if isinstance(data, CommentedMap) and part in data:
            line = data.lc.key(part)[0] + 1
        elif isinstance(data, CommentedSeq) and isinstance(part, int) and part < len(data):
            line = data.lc.item(part)[0] + 1
        else:
            break
        data = data[part]
    return line
