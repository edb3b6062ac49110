"""What organising a review would do, as a page; and the few words above the form."""

from collections.abc import Iterator
from itertools import groupby

from flows.work.pages.overview import heading
from flows.work.world import World
from models.rules.ladders import StageDay
from models.rules.workdays import target_day
from models.words import Paper, Role
from templates.dashboards.interim_facts import AskedUnit, ReviewPlanFacts, StageLine
from templates.letters.outline import heads
from templates.words_vi import capitalised, full_day

from .planning import ReviewPlan
from .rounds import Shown

ROLES = {
    Role.CONTACT: "nhắc cán bộ đầu mối",
    Role.DEPARTMENT_HEAD: "nhắc lãnh đạo phòng phụ trách",
    Role.UNIT_HEAD: "nhắc Thủ trưởng đơn vị (chờ duyệt)",
    Role.POST_ROOM: "nhắc văn thư",
    Role.FOCAL_HEAD: "trang tóm tắt gửi lãnh đạo đơn vị đầu mối (chờ duyệt)",
}
PAPERS = {
    Paper.CHASING_LETTER: "dự thảo công văn đôn đốc (chờ duyệt)",
    Paper.MINISTRY_PAPER: "dự thảo Báo cáo lãnh đạo Bộ (chờ duyệt)",
}


def plan_page_facts(planned: ReviewPlan, *, shown: Shown, world: World) -> ReviewPlanFacts:
    """The page that the form of the suspended run links to."""
    wish, annual = planned.wish, planned.annual
    combined = wish.combined and annual is not None
    return ReviewPlanFacts(
        heading=heading(world),
        document=planned.document,
        task_code=planned.code,
        plan_title=planned.plan.title,
        plan_number=planned.plan.document_number,
        deadline_words=planned.deadline_words,
        due=planned.due,
        target_day=target_day(last_day=planned.due, calendar=world.calendar),
        conference=_conference(planned),
        combined_with=str(annual.facts.get("document") or annual.title) if annual and combined else "",
        problem=shown.problem,
        remarks=planned.checked.remarks,
        stages=tuple(_stage_lines(planned)),
        units=tuple(
            AskedUnit(name=one.name, addressed=one.addressed, last_day=one.last_day) for one in planned.units
        ),
        outline=heads(first=wish.first_year, last=wish.last_year),
        workbook=planned.figures,
    )


def _conference(planned: ReviewPlan) -> str:
    day, place = planned.wish.conference_on, planned.wish.place
    return ", ".join(part for part in (full_day(day) if day else "", place) if part)


def _stage_lines(planned: ReviewPlan) -> Iterator[StageLine]:
    """One line a day; who is written to, each once."""
    for day, found in groupby(planned.stages, key=lambda stage: stage.due_on):
        stages = list(found)
        what = "; ".join(dict.fromkeys(_what(stage) for stage in stages))
        moved = " ".join(dict.fromkeys(stage.moved for stage in stages if stage.moved))
        yield StageLine(day=day, what=what, moved=moved)


def _what(stage: StageDay) -> str:
    return PAPERS.get(stage.paper) or ROLES[stage.role]


def above_form(facts: ReviewPlanFacts, *, link: str) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    lines = [f"**Chưa thực hiện được.** {facts.problem}"] if facts.problem else []
    lines.append(
        f"**{facts.document}**: {len(facts.units)} đơn vị, {facts.deadline_words}. "
        f"[Xem những gì sẽ thực hiện]({link})"
    )
    lines += [f"- {capitalised(remark)}" for remark in facts.remarks]
    return "\n\n".join(lines)
