"""What the engine counts is what the clinical core's own rules of change count, over cohorts of every shape."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openkap.clinical.outcomes.change import Direction, Rule, Rules, Score, standing
from openkap.clinical.values import Known, Truth
from openkap.gateways.registry.layout import DAY_MIN, Scale
from openkap.gateways.registry.measures import ENDPOINT_DAYS, measures, prepared
from openkap.gateways.registry.reading import RegistryError, opened
from openkap.gateways.registry.writing import write

PHQ = Scale("phq-9", "PHQ-9", "instruments/phq-9", lower_is_better=True, response_percent=Decimal(50),
            remission=Decimal(4), reliable=Decimal(6))  # fmt: skip
WHO = Scale("who-5", "WHO-5", "instruments/who-5", lower_is_better=False, response_percent=None,
            remission=Decimal(13), reliable=Decimal(10))  # fmt: skip
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FIRST, LAST = (day * DAY_MIN for day in ENDPOINT_DAYS)
SAID = {"built_at": "2026-10-06", "version": "1", "sites": ["Harbour"], "left_out": {}}

edges = st.sampled_from([-1, 0, 1, FIRST - 1, FIRST, FIRST + 1, LAST - 1, LAST, LAST + 1])
scores = st.lists(st.tuples(st.one_of(edges, st.integers(-30 * DAY_MIN, 60 * DAY_MIN)), st.integers(0, 27)), max_size=6)
cohorts = st.lists(st.tuples(st.booleans(), st.sampled_from(["a", "b"]), scores), max_size=8)


def laid_out(folder: Path, cohort: list[Any], scale: Scale) -> Any:
    courses = [(n, n, "Harbour", "both", product, "2026-Q1", dosed, int(dosed))
               for n, (dosed, product, _) in enumerate(cohort)]  # fmt: skip
    rows = [(n, scale.instrument, minute, value * 1000) for n, (_, _, taken) in enumerate(cohort)
            for minute, value in taken]  # fmt: skip
    write(folder, {"people": [], "courses": courses, "scores": rows, "sessions": []}, [scale], SAID)
    return opened(folder)


def figures(registry: Any, id_: str) -> list[dict[str, Any]]:
    measure = next(m for m in measures(registry.scales) if m.id == id_)
    return list(measure.of(prepared(registry.tables, registry.scales)).to_pyarrow().to_pylist())


@pytest.mark.parametrize("scale", [PHQ, WHO], ids=lambda s: s.instrument)
@settings(max_examples=25)
@given(cohort=cohorts)
def test_counts_are_those_of_the_core(scale: Scale, cohort: list[Any]) -> None:
    values = (scale.response_percent, scale.remission, scale.reliable)
    own = [None if value is None else Rule(value, ()) for value in values]
    rules = Rules(scale.title, Decimal(0), Decimal(27), scale.lower_is_better, *own)
    expected: dict[str, Counter[str]] = {}
    for dosed, product, taken in cohort:
        if not dosed:
            continue
        seen = [Score(BEGAN + timedelta(minutes=m), Decimal(v)) for m, v in taken if m < 0 or FIRST <= m < LAST]
        found, counts = standing(rules, seen, BEGAN), expected.setdefault(product, Counter())
        both = isinstance(found.baseline, Known) and isinstance(found.latest, Known)
        counts["dosed"] += 1
        counts["measured"] += isinstance(found.baseline, Known) and any(m >= 0 for m, _ in taken)
        counts["analysed"] += both
        counts["response"] += found.response.truth is Truth.TRUE
        counts["remission"] += both and found.remission.truth is Truth.TRUE
        counts["better"] += found.change.direction is Direction.BETTER
        counts["worse"] += found.change.direction is Direction.WORSE
        counts["gain_sum"] += int((found.change.points or 0) * 1000) if both else 0
    with TemporaryDirectory() as home:
        rows = figures(laid_out(Path(home) / "r", cohort, scale), f"{scale.instrument}-by-product")
    assert {row["product"]: {k: int(row[k]) for k in row if k in expected[row["product"]]} for row in rows} == {
        product: {k: v for k, v in counts.items() if k != "response" or scale.response_percent}
        for product, counts in expected.items()
    }


def test_the_last_score_of_a_week_counts_and_a_week_before_the_dose_is_week_minus_one(tmp_path: Path) -> None:
    week = 7 * DAY_MIN
    taken = [(-week - 1, 27), (-week, 20), (-1, 18), (0, 17), (week - 1, 9), (week, 8), (26 * week, 1)]
    rows = figures(laid_out(tmp_path / "r", [(True, "a", taken), (False, "a", taken)], PHQ), "phq-9-weeks")
    assert [(r["week"], r["courses"], int(r["score_sum"])) for r in sorted(rows, key=lambda r: r["week"])] == [
        (-1, 1, 18000), (0, 1, 9000), (1, 1, 8000)
    ]  # fmt: skip


def test_somebody_leaves_the_life_table_at_the_first_response_or_when_last_seen(tmp_path: Path) -> None:
    four_weeks = 28 * DAY_MIN
    responds = [(-1, 20), (0, 11), (four_weeks, 10), (2 * four_weeks, 20)]
    lost = [(-1, 20), (2 * four_weeks, 19)]
    never_ill = [(-1, 0), (5, 0)]
    cohort = [(True, "a", responds), (True, "a", lost), (True, "a", never_ill), (True, "a", [(5, 3)])]
    rows = figures(laid_out(tmp_path / "r", cohort, PHQ), "phq-9-first-response")
    assert sorted((r["period"], r["left"], r["responded"]) for r in rows) == [(1, 1, 1), (2, 1, 0)]


@pytest.mark.parametrize(
    ("broken", "words"),
    [("", "holds no registry"), ("{", "not JSON"), ("[]", "another version"), ('{"tables": {}}', "another version")],
)
def test_a_folder_that_is_no_registry_is_refused(tmp_path: Path, broken: str, words: str) -> None:
    if broken:
        (tmp_path / "manifest.json").write_text(broken)
    with pytest.raises(RegistryError, match=words):
        opened(tmp_path)


def test_writing_again_replaces_the_whole_and_a_failure_keeps_what_was_there(tmp_path: Path) -> None:
    laid_out(tmp_path / "r", [(True, "a", [(0, 3)]), (True, "b", [])], PHQ)
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "r", {"people": (1 / 0 for _ in "x"), "courses": [], "scores": [], "sessions": []}, [], SAID)
    assert len(figures(opened(tmp_path / "r"), "phq-9-by-product")) == 2
    laid_out(tmp_path / "r", [(True, "a", [])], PHQ)
    assert len(figures(opened(tmp_path / "r"), "phq-9-by-product")) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r"]
