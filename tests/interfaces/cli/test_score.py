"""`openkap score` and `openkap content`, as a stranger would use them to check us."""

import json

import pytest
from typer.testing import CliRunner

from openkap.interfaces.cli import application

KEYS = ["instrument", "version", "complete", "score", "band", "subscores", "flags", "because"]


def run(*args: str, lines: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(application(), list(args), input=lines)
    return result.exit_code, result.stdout, result.stderr


def test_a_list_and_an_object_are_scored_line_by_line() -> None:
    code, out, _ = run("score", "phq-9", "--json", lines="[0,0,0,0,0,0,0,0,1]\n\n" + json.dumps({"q9": 2, "q1": None}))
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 0
    assert list(first) == KEYS
    assert (first["complete"], first["score"], first["band"], first["flags"]) == (
        True,
        1,
        "minimal",
        ["suicidal-ideation"],
    )
    assert (second["complete"], second["score"], second["band"]) == (False, None, None)
    assert second["subscores"] == {"major-depressive-syndrome": None, "other-depressive-syndrome": None}
    assert second["flags"] == ["suicidal-ideation"], "an abandoned form still raises item 9"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[0,0,0,0,0,0,0,0,4]", "4 is not an answer to PHQ-9 item q9"),
        ("[0,0,0]", "9 scored items and the list has 3"),
        ('{"q77": 1}', "PHQ-9 has no item 'q77'"),
        ('{"q1": 1, "q1": 2}', "An item stands twice"),
        ("[0,0,0,0,0,0,0,0,NaN]", "nan is not an answer"),
        ("[0,0,0,0,0,0,0,0,true]", "True is not an answer"),
        ("nonsense", "It is not JSON"),
        ("[" * 100_000, "It is not JSON"),
        ("7", "neither a list of answers nor an object"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number(line: str, says: str) -> None:
    code, out, err = run("score", "phq-9", "--json", lines=f"[0,0,0,0,0,0,0,0,0]\n{line}\n")
    assert code != 0
    assert len(out.splitlines()) == 1, "the line before it was scored"
    assert "Line 2 was refused" in err
    assert says in err


def test_an_unknown_instrument_lists_what_there_is() -> None:
    code, _, err = run("score", "phq", "--json", lines="[]")
    assert code != 0
    assert "There are: aaq-ii, asq, asrm" in err


def test_without_json_a_person_can_read_it() -> None:
    _, out, _ = run("score", "gad-7", lines="[1,1,1,1,1,0,0]\n[1,1,1,1,1,0,null]")
    assert out.splitlines() == ["gad-7 1.0.0: 5, mild", "gad-7 1.0.0: incomplete"]


def test_content_is_listed_shown_and_checked() -> None:
    code, out, _ = run("content", "list", "instruments", "--json")
    assert code == 0
    assert {"phq-9", "gad-7", "pcl-5", "asq"} <= {e["id"] for e in json.loads(out)}
    _, out, _ = run("content", "list")
    assert {"evidence: 55", "recommendations: 28", "modalities: 18"} <= set(out.splitlines()), "counts by kind"
    _, out, _ = run("content", "show", "asq", "--json")
    shown = json.loads(out)
    assert shown["document"]["items"][4]["text"]["en"] == "Are you having thoughts of killing yourself right now?"
    assert len(shown["digest"]) == 64
    code, out, _ = run("content", "check")
    assert (code, "all sound" in out) == (0, True)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("content", "show", "nothing"), "There is no content 'nothing'"),
        (("content", "show", "asq", "--version", "9.0.0"), "there is no version 9.0.0"),
        (("content", "list", "nothing"), "There is no content of kind 'nothing'"),
    ],
)
def test_what_is_not_there_is_said(args: tuple[str, ...], says: str) -> None:
    code, _, err = run(*args)
    assert code == 2
    assert says in err


def test_one_thing_leaves_as_the_fhir_resource_of_its_kind_and_a_kind_as_a_library() -> None:
    code, out, _ = run("content", "show", "gad-7", "--fhir")
    shown = json.loads(out)
    assert (code, shown["resourceType"], shown["code"][0]["code"]) == (0, "Questionnaire", "69737-5")
    for args, expected in {
        ("show", "criteria/c19-pregnancy"): "PlanDefinition",
        ("show", "esketamine-nasal-us"): "PlanDefinition",
        ("show", "products/ketamine-iv", "--version", "1.0.0"): "PlanDefinition",
        ("show", "aneurysm"): "ValueSet",
        ("show", "interactions/d01-benzodiazepines"): "Library",
        ("list", "protocols"): "Library",
    }.items():
        code, out, err = run("content", *args, "--fhir")
        assert (code, err) == (0, "")
        assert json.loads(out)["resourceType"] == expected
    code, _, err = run("content", "list", "--fhir")
    assert (code, "A Library lists one kind" in err) == (2, True)
