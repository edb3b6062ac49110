"""What a letter would say, as a page of the UI."""

from io import BytesIO

import docx

from flows.work.files.store import Files
from templates.dashboards.letter import letter_text
from templates.words_vi import count

from .chasing_letters import KIND, Written
from .framing import letter


def letter_page(written: Written, *, files: Files) -> tuple[str, str]:
    """What the run waits for, in few words, and the page: the first letter's text as it will be drafted."""
    document = docx.Document(BytesIO(letter(KIND, written.facts[0], files=files)))
    blocks = [
        [paragraph.text for cell in row.cells for paragraph in cell.paragraphs]
        for table in document.tables
        for row in table.rows
    ]
    units = count(len(written.found.units))
    waits_for = f"công văn đôn đốc lần {written.time} gửi {written.found.document}, {units} đơn vị"
    page = letter_text(
        title=f"Công văn đôn đốc lần {written.time}",
        letters=len(written.facts),
        paragraphs=[paragraph.text for paragraph in document.paragraphs],
        rows=blocks,
        paused=written.found.paused,
    )
    return waits_for, page
