"""Kiểm tra địa chỉ thư điện tử: mails that came back are read, then what is wrong is shown by unit."""

import asyncio
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from sqlmodel import Session

from config.settings import Settings
from flows import wiring
from flows.deployments import run_link
from flows.forms import ROLES, Signed
from flows.pages import START_KEY, START_TITLE, ensure, page_link, publish_answer
from flows.returned_mail import read_mailbox
from flows.running import (
    CONFIGURATION,
    SEE_ANSWER,
    deployment_ids,
    done,
    folder,
    form_links,
    misconfigured,
    publish,
    refuse_unknown_officer,
    refused,
)
from flows.work.choices import unit_labels
from flows.work.people.address_check import Filled, Form, address_facts
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from models.words import Role
from templates.dashboards.addresses_facts import AddressesFacts
from templates.dashboards.render import render

TITLE = "Kiểm tra địa chỉ thư điện tử"
UPDATE = "Cập nhật đầu mối"
ROLE_LABELS: dict[Role, str] = {role: label for label, role in ROLES.items()}


class AddressForm(Signed):
    """Đọc thư báo trả lại (nếu đã đặt hộp thư) và liệt kê địa chỉ cần xem lại."""


@flow(name=TITLE)
async def check_addresses(form: AddressForm) -> State[Any]:
    """Kết quả là trang Kiểm tra địa chỉ thư điện tử, ở thẻ Artifacts của lần chạy."""
    try:
        _check_officer(form.by)
        facts = _page(await read_returned_mail(), START_TITLE, await _start_page())
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish_answer(title=TITLE, markdown=render(facts))
    await publish()
    return await done(f"{TITLE}: {facts.summary}; {SEE_ANSWER}")


@task(name="Đọc hộp thư báo trả lại", cache_policy=NO_CACHE)
async def read_returned_mail() -> str:
    """In a thread: a slow mail server must not look like a dead run."""

    def read() -> str:
        with folder() as (engine, settings):
            return read_mailbox(engine=engine, settings=settings)[1]

    return await asyncio.to_thread(read)


async def _start_page() -> str:
    return page_link(page=await ensure(key=START_KEY, title=START_TITLE))


def _check_officer(by: str) -> None:
    with folder() as (engine, settings), reading(engine) as session:
        refuse_unknown_officer(session, by, world=wiring.world_of(session, settings=settings))


def _page(mailbox: str, start: str, link: str) -> AddressesFacts:
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        links = {**form_links(settings=settings), start: link}
        form = _form(session, settings, world)
        return address_facts(session, mailbox=mailbox, form=form, links=links, world=world)


def _form(session: Session, settings: Settings, world: World) -> Form:
    """Links to *Cập nhật đầu mối* with what is known filled in."""
    units = {unit: label for label, unit in unit_labels(session, day=world.today).items()}
    deployment = deployment_ids(settings=settings).get(UPDATE, "")

    def link(filled: Filled) -> str:
        fields = {"unit": units.get(filled.unit, ""), "role": ROLE_LABELS[filled.role]}
        told = {"address": filled.address, "name": filled.name, "phone": filled.phone}
        fields |= {name: text for name, text in told.items() if text}
        if filled.confirmed:
            fields["confirmed"] = _written(filled.confirmed)
        return run_link(deployment_id=deployment, parameters={"form": fields}) if deployment else ""

    return link


def _written(day: date) -> str:
    return f"{day:%d/%m/%Y}"
