"""The benchmark itself, with tiny numbers: it runs and counts mails right; no time is asserted."""

import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.ceiling import push
from tests.benchmarks.measuring import Row
from tests.benchmarks.sending import counted
from tests.benchmarks.sink import sink


def test_quick_mode_prints_a_table_and_keeps_history(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history.jsonl"
    main(["--quick", "--history", str(history)])
    [kept] = (json.loads(line) for line in history.read_text("utf-8").splitlines())
    assert set(kept["rows"]) == {"limit", "naive", "quiet", "pages", "audit", "busy"}
    assert kept["quick"]
    assert (
        "deciding and delivering on a quiet day with 1,000 obligations, beside 100" in capsys.readouterr().out
    )


def test_a_contest_that_loses_or_repeats_a_mail_is_no_contest() -> None:
    mails = [(f"{n}@units.example", b"Subject: x\r\n\r\n.x\r\n..\r\n") for n in range(9)]
    with sink() as there:
        counted(there, 9, lambda: push(mails, port=there.port))
        with pytest.raises(AssertionError, match="8 mails arrived, 9 were owed"):
            counted(there, 9, lambda: push(mails[1:], port=there.port))


def test_a_promise_is_judged_by_the_median_and_may_fall_short() -> None:
    assert Row(key="x", what="x", values=[0.4, 0.6, 0.7], promised=">= 0.5").kept
    assert Row(key="x", what="x", values=[401.0], promised="<= 400 MB").kept is False
    assert Row(key="x", what="x", values=[1.0]).kept is None
