"""The forms of *Chuẩn bị kế hoạch năm sau*: what is wanted, and the answer of the suspended run."""

from typing import Annotated, Any, Literal

from prefect.input import RunInput
from pydantic import Field, create_model

from flows.forms import DAY_HINT, Signed
from flows.work.next_year.answering import CHANGES, Answers
from flows.work.next_year.rounds import Shown
from flows.work.next_year.wish import ISSUED, NUMBER, YEAR

GO, AGAIN, NOT = "Ghi tệp kế hoạch", "Xem lại đề xuất", "Không thực hiện"
KEEP_FILE, REPLACE_FILE = "Giữ tệp đã có", "Thay tệp đã có"


class NextYearForm(Signed):
    """Kế hoạch của năm trước và văn bản của năm sau, nếu đã biết."""

    plan: Annotated[
        str, Field(title="Từ kế hoạch", json_schema_extra={"dondoc_choices": "plans_all"}, min_length=1)
    ]
    year: Annotated[int, Field(title=YEAR, description="Ví dụ 2025.", ge=1976, le=2100)]
    number: Annotated[
        str, Field(title=NUMBER, description="Ví dụ 815/QĐ-BCA-V03. Chưa có thì để trống, điền sau.")
    ] = ""
    issued_on: Annotated[str, Field(title=ISSUED, description=f"Chưa biết thì để trống. {DAY_HINT}")] = ""


class NextYearAnswer(RunInput):
    """Trả lời sau khi xem đề xuất."""

    answer: Annotated[
        Literal["Ghi tệp kế hoạch", "Xem lại đề xuất", "Không thực hiện"], Field(title="Việc tiếp theo")
    ]
    changes: Annotated[str, Field(title=CHANGES)] = ""
    existing: Annotated[Literal["Giữ tệp đã có", "Thay tệp đã có"], Field(title="Nếu tệp đã có")] = (
        "Giữ tệp đã có"
    )


def answer_form(shown: Shown) -> type[NextYearAnswer]:
    """A choice for each question, what was answered before filled in."""
    fields: dict[str, Any] = {}
    for place, one in enumerate(shown.questions):
        labels = Literal[tuple(option.label for option in one.options)]  # type: ignore[valid-type]  # made at run time
        given = shown.answers.chosen.get(f"{one.about}:{one.key}")
        known = given if given in [option.label for option in one.options] else ...
        fields[f"q{place}"] = (Annotated[labels, Field(title=one.title)], known)
    example = f"ví dụ II.5: quý IV/{shown.wish.year}"
    hint = f"Không bắt buộc; ghi «mã: thời hạn», cách nhau bằng dấu chấm phẩy, {example}."
    fields["changes"] = (
        Annotated[str, Field(title=CHANGES, description=hint)],
        shown.answers.changes,
    )
    return create_model("NextYearAnswers", __base__=NextYearAnswer, __doc__=NextYearAnswer.__doc__, **fields)


def answers_of(answer: NextYearAnswer, *, shown: Shown) -> Answers:
    """The labels by question, and the free text."""
    chosen = {
        f"{one.about}:{one.key}": str(getattr(answer, f"q{place}", ""))
        for place, one in enumerate(shown.questions)
    }
    return Answers(chosen=chosen, changes=answer.changes.strip())
