"""The registry from the command line: a report, its page, and several clinics' reports made one."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from openkap.gateways.registry.layout import DAY_MIN
from openkap.gateways.registry.writing import write
from openkap.interfaces.cli import application


def registry(folder: Path, people: int) -> Path:
    from decimal import Decimal

    from openkap.gateways.registry.layout import Scale

    scale = Scale("phq-9", "PHQ-9", "instruments/phq-9@1.0.0", lower_is_better=True, response_percent=Decimal(50),
                  remission=Decimal(4), reliable=None)  # fmt: skip
    write(
        folder,
        {
            "people": [(n, "Harbour", "female", "30 to 44", True) for n in range(people)],
            "courses": [(n, n, "Harbour", "both", "ketamine-iv", "2026-Q1", True, 6) for n in range(people)],
            "scores": [(n, "phq-9", minute, value * 1000) for n in range(people)
                       for minute, value in ((-10, 20), (28 * DAY_MIN, 20 - n % 20))],
            "sessions": [(n, 0, None, "discharged", int(n == 0)) for n in range(people)],
        },
        [scale],
        {"built_at": "2026-10-06T02:00:00+00:00", "version": "1", "sites": ["Harbour"], "left_out": {"people": 3}},
    )  # fmt: skip
    return folder


def run(*words: str) -> Any:
    return CliRunner().invoke(application(), ["registry", *words])


def test_a_report_keeps_small_cells_back_and_draws_the_rest(tmp_path: Path) -> None:
    folder = registry(tmp_path / "r", 60)
    answer = run("report", str(folder), "--json", "--out", str(tmp_path / "page.html"))
    assert answer.exit_code == 0, answer.output
    by_id = {f["id"]: f for f in json.loads(answer.stdout)["figures"]}
    (row,) = by_id["phq-9-by-product"]["rows"]
    assert (row["analysed"], row["response"], row["remission"]) == (60, 30, 12)
    assert by_id["endings"]["rows"][0]["with_urgent"] is None, "one person's urgent call is nobody's business"
    html = (tmp_path / "page.html").read_text()
    assert "30 (50%, 38% to 62%)" in html
    assert 'role="img"' in html
    assert "People: 3" in html
    assert "<script" not in html
    assert "http" not in html.replace("http://www.w3.org", "")


def test_two_clinics_are_added_up(tmp_path: Path) -> None:
    files = []
    for name, people in (("a", 60), ("b", 40)):
        file = tmp_path / f"{name}.json"
        file.write_text(run("report", str(registry(tmp_path / name, people)), "--json").stdout)
        files.append(str(file))
    answer = run("combine", *files, "--json", "--out", str(tmp_path / "page.html"))
    assert answer.exit_code == 0, answer.output
    (row,) = next(f for f in json.loads(answer.stdout)["figures"] if f["id"] == "phq-9-by-product")["rows"]
    assert (row["analysed"], row["response"], row["silent"]) == (100, 50, 1)
    assert (row["remission"], row["remission_of"]) == (12, 60), "the smaller clinic kept its 8 back"
    assert "12 (20%" in (tmp_path / "page.html").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "nowhere"), "holds no registry"),
        (("report", "{r}", "--engine", "abacus"), "no engine"),
        (("combine", "{r}/manifest.json", "{r}/manifest.json"), "no summary"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    folder = registry(tmp_path / "r", 12)
    answer = run(*(w.format(r=folder) for w in words))
    assert answer.exit_code == 2
    assert said in answer.output
