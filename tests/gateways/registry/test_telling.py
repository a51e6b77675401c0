"""What may be told, and what several clinics' answers add up to."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openkap.gateways.registry.reading import RegistryError
from openkap.gateways.registry.summary import FORMAT, combined, parsed
from openkap.gateways.registry.suppression import LEAST, small, suppressed

WITHIN = {"analysed": "", "response": "analysed"}
counts = st.integers(0, 40)
tables = st.lists(st.tuples(counts, counts).map(lambda pair: (max(pair), min(pair))), max_size=6)


# guards HZ-65
@given(table=tables)
def test_no_small_count_is_told_nor_can_be_worked_out(table: list[tuple[int, int]]) -> None:
    rows = [{"site": str(n), "analysed": a, "response": r, "sum": a * 3} for n, (a, r) in enumerate(table)]
    told = suppressed(rows, ["site"], WITHIN, {"sum": "analysed"})
    for row, before in zip(told, rows, strict=True):
        for name in WITHIN:
            assert row[name] in {None, before[name]}
            assert row[name] is None or not small(row[name])
        if row["analysed"] is None:
            assert row["response"] is None
            assert row["sum"] is None
        elif row["response"] is not None:
            assert not small(row["analysed"] - row["response"])
    for name in WITHIN:  # a total known elsewhere gives away a single missing cell
        assert sum(r[name] is None for r in told) != 1 or not any(r[name] for r in told)
    if not any(small(a) or small(r, a) for a, r in table):
        assert told == rows, "nothing is kept back without need"


def test_the_next_smallest_goes_too_and_rows_of_another_product_stay() -> None:
    rows = [{"product": p, "ended": e, "n": n} for p, e, n in
            [("a", "discharged", 90), ("a", "stopped", 3), ("a", "left", 20), ("b", "discharged", 30)]]  # fmt: skip
    assert [r["n"] for r in suppressed(rows, ["product", "ended"], {"n": ""}, {})] == [90, None, None, 30]


def summary(*rows: dict[str, Any], edge: str = "4") -> dict[str, Any]:
    figures = {"id": "x", "title": "X", "instrument": "phq-9", "names": ["product"], "within": WITHIN,
               "sums": {"sum": "analysed"}, "rows": list(rows)}  # fmt: skip
    scale = {"instrument": "phq-9", "title": "PHQ-9", "remission": edge}
    return {"format": FORMAT, "sources": [{"sites": ["A"]}], "scales": [scale], "figures": [figures]}


def row(product: str, analysed: int | None, response: int | None, total: int | None) -> dict[str, Any]:
    return {"product": product, "analysed": analysed, "response": response, "sum": total}


def test_clinics_are_added_up_and_a_share_has_its_own_denominator() -> None:
    one = summary(row("a", 100, 40, 900), row("b", 50, 20, 100))
    other = summary(row("a", 60, None, 300))
    found = combined([one, other])
    a, b = found["figures"][0]["rows"]
    assert (a["analysed"], a["response"], a["response_of"], a["sum"], a["sum_of"], a["silent"]) == (
        160, 40, 100, 1200, 160, 1
    )  # fmt: skip
    assert (b["analysed"], b["silent"]) == (50, 0)
    assert len(found["sources"]) == 2
    third = summary(row("a", 40, 20, 80))
    assert combined([found, third])["figures"] == combined([one, combined([other, third])])["figures"]
    hidden = combined([summary(row("a", None, None, None)), summary(row("a", None, None, None))])
    assert hidden["figures"][0]["rows"][0]["analysed"] is None, "kept back by all is unknown, not zero"


def test_clinics_that_judge_by_other_rules_are_not_added_up() -> None:
    with pytest.raises(RegistryError, match="different rules"):
        combined([summary(), summary(edge="5")])
    with pytest.raises(RegistryError, match="at least two"):
        combined([summary()])


def test_a_file_is_read_and_one_that_tells_too_much_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(summary(row("a", 100, 40, 900))))
    assert parsed(file) == summary(row("a", 100, 40, 900))
    file.write_text(json.dumps(summary(row("a", 100, LEAST - 1, 900))))
    with pytest.raises(RegistryError, match="keeps it back"):
        parsed(file)
    whole = summary(row("a", 100, 40, 900))
    broken: list[Any] = [None, [], {}, {**whole, "format": "x"}, {**whole, "figures": [{}]}, {**whole, "scales": 3}]
    wrong = copy.deepcopy(whole)
    wrong["figures"][0]["rows"][0]["response"] = -1
    for document in [*broken, wrong]:
        file.write_text(json.dumps(document))
        with pytest.raises(RegistryError, match="no summary"):
            parsed(file)
