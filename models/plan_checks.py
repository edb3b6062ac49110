"""Mistakes in a plan file that only show when several of its parts are read together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from models.plan_indicators import indicator_problems
from models.plan_values import Group, PlanFile, Product, Task
from models.plan_yaml import Problem, closest
from models.rules.names import normalise
from models.words import DeadlineKind

CHASED = (DeadlineKind.DAY, DeadlineKind.PERIOD, DeadlineKind.RELATIVE)


def contradictions(plan: PlanFile, *, ladders: Collection[str] | None) -> Iterator[Problem]:
    """Every contradiction; `ladders` are the policy's names, None if the policy is not known."""
    yield from _groups(plan.groups)
    yield from _codes(plan)
    for task in plan.tasks:
        yield from _task(task, plan)
        yield from _ladder(task, ladders)
    yield from _cycles(plan.tasks, "same_as", lambda task: task.same_as)
    yield from _cycles(plan.tasks, "after", lambda task: task.after)
    yield from _cycles(plan.tasks, "parent", lambda task: task.parent)
    yield from indicator_problems(plan)


def _groups(groups: Iterable[Group]) -> Iterator[Problem]:
    keys: dict[str, int] = {}
    names: dict[str, int] = {}
    groups = list(groups)
    for group in groups:
        if group.key in keys:
            yield _of(
                group, "key", f"mã nhóm này đã dùng ở dòng {keys[group.key]}; mỗi nhóm cần một mã riêng"
            )
        keys.setdefault(group.key, group.line)
        yield from _group_names(group, names)
        yield from _members(group, groups)
    yield from _group_cycles({group.key: group for group in groups})


def _group_names(group: Group, names: dict[str, int]) -> Iterator[Problem]:
    for name in group.names:
        key = normalise(name.text)
        if key in names:
            sentence = f"tên “{name.text}” đã đặt cho nhóm ở dòng {names[key]}; mỗi tên chỉ chỉ một nhóm"
            yield _of(group, "name", sentence, line=name.line)
        names.setdefault(key, name.line)


def _members(group: Group, groups: Collection[Group]) -> Iterator[Problem]:
    known = [other.key for other in groups if other is not group]
    for name in group.groups:
        if name.text not in known and name.text != group.key:
            yield _of(
                group, "groups", f"không có nhóm “{name.text}”; {closest(name.text, known)}", line=name.line
            )
    listed = group.units or group.all_of or group.groups
    if listed and group.chosen_later:
        yield _of(
            group, "chosen_later", "nhóm đã có thành viên; bỏ chosen_later hoặc bỏ danh sách thành viên"
        )
    if not listed and not group.chosen_later:
        yield _of(group, "units", "nhóm chưa có thành viên; cần units, all_of, groups, hoặc chosen_later")


def _group_cycles(groups: Mapping[str, Group]) -> Iterator[Problem]:
    for group in groups.values():
        seen: list[str] = []
        below = [name.text for name in group.groups]
        while below:
            key = below.pop()
            if key == group.key:
                yield _of(group, "groups", f"nhóm “{key}” chứa chính nó; bỏ một trong các nhóm đã liệt kê")
                break
            if key in groups and key not in seen:
                seen.append(key)
                below += [name.text for name in groups[key].groups]


def _codes(plan: PlanFile) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for task in plan.tasks:
        if task.code and task.code in first:
            sentence = (
                f"số mục “{task.code}” đã dùng ở dòng {first[task.code]}; mỗi nhiệm vụ cần một số mục riêng"
            )
            yield _at(task, "code", sentence)
        first.setdefault(task.code, task.line)


def _task(task: Task, plan: PlanFile) -> Iterator[Problem]:
    codes = [other.code for other in plan.tasks]
    for name, code in (("same_as", task.same_as), ("after", task.after)):
        if code and code not in codes:
            yield _at(task, name, f"không có mục “{code}”; {closest(code, codes)}")
    places = [*plan.headings, *codes]
    if task.parent and task.parent not in places:
        yield _at(
            task,
            "parent",
            f"không có mục “{task.parent}” trong headings hay tasks; {closest(task.parent, places)}",
        )
    yield from _same(task, plan)
    yield from _done(task, plan)


def _same(task: Task, plan: PlanFile) -> Iterator[Problem]:
    first = next((other for other in plan.tasks if other.code == task.same_as), None)
    if first is not None and first.no_obligations:
        sentence = (
            f"mục {first.code} không giao đơn vị nào thực hiện; chọn mục có giao nhiệm vụ, hoặc bỏ same_as"
        )
        yield _at(task, "same_as", sentence)


def _done(task: Task, plan: PlanFile) -> Iterator[Problem]:
    if task.done_on_issue and task.done_on_issue.on > plan.issued_on:
        sentence = (
            f"ngày {task.done_on_issue.on:%d/%m/%Y} sau ngày ban hành kế hoạch; "
            f"cần ngày đến hết {plan.issued_on:%d/%m/%Y}, hoặc để cán bộ ghi nhận sau"
        )
        yield _at(task, "done_on_issue", sentence)
    if task.done_on_issue and task.no_obligations:
        yield _at(
            task, "done_on_issue", "mục không giao đơn vị nào thì không có gì để hoàn thành; bỏ một trong hai"
        )
    if task.product is Product.UNIT_PLAN and task.no_obligations:
        yield _at(
            task,
            "product",
            "kế hoạch của đơn vị phải có đơn vị thực hiện; bỏ product hoặc bỏ obligations: none",
        )


def _ladder(task: Task, ladders: Collection[str] | None) -> Iterator[Problem]:
    if not task.ladder:
        return
    if ladders is not None and task.ladder not in ladders:
        yield _at(
            task, "ladder", f"chính sách không có bậc thang “{task.ladder}”; {closest(task.ladder, ladders)}"
        )
    if task.deadline.kind not in CHASED:
        yield _at(
            task,
            "ladder",
            "nhiệm vụ không có ngày cuối thì không tính được ngày nhắc; bỏ ladder hoặc ghi thời hạn",
        )


def _cycles(tasks: Iterable[Task], field: str, following: Callable[[Task], str]) -> Iterator[Problem]:
    by_code = {task.code: task for task in tasks}
    for task in by_code.values():
        path = [task.code]
        while (code := following(by_code[path[-1]])) in by_code and code not in path:
            path.append(code)
        if code == task.code == min(path):
            way = " → ".join([*path, code])
            yield _at(task, field, f"các mục chỉ vòng quanh nhau ({way}); bỏ {field} ở một mục")


def _at(task: Task, field: str, sentence: str) -> Problem:
    return Problem(line=task.lines.get(field, task.line), field=f"{task.code} › {field}", sentence=sentence)


def _of(group: Group, field: str, sentence: str, *, line: int | None = None) -> Problem:
    return Problem(line=line or group.line, field=f"{group.key} › {field}", sentence=sentence)
