"""``openkap screen`` gives the shape it promises, and refuses what it cannot use."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from openkap.gateways.referrals.samples import HOME
from openkap.interfaces.cli import application

MILAN = str(HOME / "milan-beatty.json")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(application(), ["screen", *arguments])
    return result.exit_code, result.stdout, result.stderr


def screened(*more: str, product: str = "esketamine-nasal", day: str = "2026-10-06") -> dict[str, object]:
    status, out, _ = run(MILAN, "--product", product, "--jurisdiction", "us", "--as-of", day, "--json", *more)
    assert status == 0
    return json.loads(out)  # type: ignore[no-any-return]


def test_the_shape_is_the_promised_one() -> None:
    document = screened()
    assert list(document) == ["product", "jurisdiction", "as_of", "verdict", "criteria", "interactions",
                              "unrecognised_medicines"]  # fmt: skip
    assert (document["as_of"], document["verdict"]) == ("2026-10-06", "hold")
    for item in document["criteria"]:  # type: ignore[attr-defined]
        assert {"id", "level", "result", "facts", "because", "basis", "needs"} <= set(item)
        assert item["result"] in {"clear", "raised", "unknown"}
        assert item["needs"] or item["result"] != "unknown"
        for fact in item["facts"]:
            assert {"code", "display", "value", "unit", "at", "source"} <= set(fact)
    pressure = next(c for c in document["criteria"] if c["id"] == "C07")  # type: ignore[attr-defined]
    assert pressure["facts"][0]["value"] == 112.90974682502954


def test_later_facts_do_not_exist() -> None:
    weight = next(c for c in screened(day="1980-01-01")["criteria"] if c["id"] == "weight-known")  # type: ignore[attr-defined]
    assert weight["facts"] == []


def test_more_facts_are_taken_in(tmp_path: Path) -> None:
    more = tmp_path / "more.json"
    told = [{"code": "aneurysm", "value": "denied", "at": "2026-10-05", "source": "visit", "asserted_by": "Dr Lind"}]
    more.write_text(json.dumps(told))
    first = next(c for c in screened("--facts", str(more))["criteria"] if c["id"] == "C01")  # type: ignore[attr-defined]
    assert (first["result"], first["facts"][0]["asserted_by"]) == ("clear", "Dr Lind")


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"code": "aneurism", "value": True, "at": "2026-10-05"}, "there is no fact 'aneurism'"),
        ({"code": "aneurysm", "value": "maybe", "at": "2026-10-05"}, "true, false, denied, excluded or reviewed-none"),
        ({"code": "aneurysm", "value": True, "at": "2026-10"}, "at must say when"),
        ({"code": "aneurysm", "value": True, "at": "2026-10-05", "sure": 1}, "there is no key 'sure'"),
        ({"code": "body-weight", "value": 980, "unit": "kg", "at": "2026-10-05"}, "outside 20 to 400"),
        ({"code": "body-weight", "value": "98", "unit": "kg", "at": "2026-10-05"}, "must be a number"),
        ({"code": "child-pugh-class", "value": "D", "at": "2026-10-05"}, "one of: none, A, B, C"),
        ("aneurysm", "not an object"),
    ],
)
def test_a_wrong_fact_is_refused_with_its_number(tmp_path: Path, item: object, message: str) -> None:
    more = tmp_path / "more.json"
    more.write_text(json.dumps([item]))
    status, out, err = run(MILAN, "--product", "ketamine-iv", "--jurisdiction", "us", "--as-of", "2026-10-06",
                           "--facts", str(more), "--json")  # fmt: skip
    assert status == 2
    assert out == ""
    assert message in err
    assert "Fact 1" in err


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"--product": "ketamine-rectal"}, "Choose one of: esketamine-nasal, ketamine-im"),
        ({"--jurisdiction": "fr"}, "us, eu, uk"),
        ({"--as-of": "6 Oct"}, "Write it as 2026-10-06"),
        ({"bundle": "/nowhere.json"}, "cannot be read"),
        ({"bundle": __file__}, "not JSON"),
    ],
)
def test_a_wrong_argument_is_refused_in_words(changed: dict[str, str], message: str) -> None:
    chosen = {"bundle": MILAN, "--product": "ketamine-iv", "--jurisdiction": "us", "--as-of": "2026-10-06", **changed}
    options = [part for name, value in chosen.items() if name != "bundle" for part in (name, value)]
    status, out, err = run(chosen["bundle"], *options)
    assert (status, out) == (2, "")
    assert message in err


def test_the_table_for_people_says_the_verdict_first() -> None:
    status, out, _ = run(MILAN, "--product", "ketamine-iv", "--jurisdiction", "eu", "--as-of", "2026-10-06")
    assert status == 0
    assert out.startswith("hold: something is unknown")
