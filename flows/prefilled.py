"""Links to forms with their fields filled in; what is still to be typed stays empty."""

from functools import partial
from typing import Any

from sqlmodel import Session

from config.settings import Settings
from flows.deployments import run_link
from flows.many_form import AT_ONCE
from flows.running import deployment_ids
from flows.work.choices import record_labels, task_labels, unit_labels
from flows.work.pages.prefilled import Owed, OwedLinks
from flows.work.world import World

RECORD, RECORD_MANY = "Ghi nhận văn bản đến", "Ghi nhận nhiều văn bản đến"
LOOK_UP, CORRECT, REVIEW = "Tra cứu quá trình nhắc việc", "Sửa, hủy ghi nhận", "Rà soát báo cáo"
ATTACH = "Đính kèm tệp"
EXTEND, EXEMPT, NIL = "Gia hạn gửi văn bản", "Không thuộc diện thực hiện", "Báo cáo không phát sinh"


def owed_links(session: Session, *, settings: Settings, world: World) -> OwedLinks:
    """Of every form that pages lead to; one that is not served has no link."""
    units = {unit: label for label, unit in unit_labels(session, day=world.today).items()}
    tasks = {task: label for label, task in task_labels(session).items()}
    records = {key: label for label, key in record_labels(session, day=world.today).items()}
    known = deployment_ids(settings=settings)

    def form(name: str, **fields: str) -> str:
        return run_link(deployment_id=known.get(name, ""), parameters={"form": fields})

    def filled(name: str, one: Owed, **more: str) -> str:
        task = {"task": tasks.get((one.plan_id, one.task_code, one.occurrence), "")}
        unit = {"unit": units.get(one.unit_id, "")} if one.unit_id else {}
        return form(name, **unit, **task, **more)

    def record(one: Owed) -> str:
        return filled(RECORD, one) if one.unit_id else filled(RECORD_MANY, one, mode=AT_ONCE)

    def if_served(name: str, one: Owed) -> str:
        return filled(name, one) if name in known else ""

    def of_document(name: str, field: str, submission: int) -> str:
        return form(name, **{field: records[submission]}) if submission in records and name in known else ""

    def accept(one: Owed, submission: int) -> str:
        label = records.get(submission, "")
        return filled(REVIEW, one, accepted=label) if label and REVIEW in known else ""

    def of_training(name: str, label: str, unit: str) -> str:
        fields = {"training": label} | ({"unit": units[unit]} if unit in units else {})
        return form(name, **fields) if name in known else ""

    served: dict[str, Any] = {
        field: partial(if_served, name)
        for field, name in (("review", REVIEW), ("extend", EXTEND), ("exempt", EXEMPT), ("nil", NIL))
    }
    return OwedLinks(
        record=record,
        story=partial(filled, LOOK_UP),
        story_of_unit=lambda unit: form(LOOK_UP, unit=units[unit]) if unit in units else "",
        correct=partial(of_document, CORRECT, "record"),
        attach=partial(of_document, ATTACH, "document"),
        accept=accept,
        training=of_training,
        **served,
    )
