"""The whole library: which wording may be here, and the defects of other implementations, each as a test.

Hazards: HZ-12.
"""

import copy
from typing import Any

import pytest

from openkap.clinical.instruments.definition import Instrument, Text
from openkap.clinical.instruments.scoring import AnswerError, Complete, assess
from openkap.clinical.sources import Pin, Verification
from openkap.content import catalogue, loader
from openkap.content.catalogue import Entry
from openkap.content.readers import instruments as reader

SHIPPED = ["phq-9", "phq-8", "phq-4", "phq-2", "gad-7", "gad-2", "pcl-5", "pc-ptsd-5", "asq", "ham-d-17", "bprs-4"]
SHIPPED += ["cgi-s", "cgi-i", "pgic", "moaa-s", "peg", "timeline-followback", "side-effects", "urinary-check"]
PACK = ["audit", "audit-c", "dast-10", "who-5", "aaq-ii", "fibser"]
SKELETONS = ["c-ssrs-screener", "c-ssrs-since-last-contact", "qids-sr16", "madrs", "madrs-s", "y-bocs", "oci-r", "wsas"]
SKELETONS += ["whodas-12", "isi", "asrm", "ymrs", "cadss", "cadss-6", "meq30", "ebi", "wai-sr", "srs", "bpic-ss"]
SKELETONS += ["promis-depression-4a", "promis-anxiety-4a", "promis-depression-8a", "promis-anxiety-8a", "des-b"]


def instrument(id_: str) -> Instrument:
    found: Instrument = catalogue.entry("instruments", id_).value
    return found


def outcome(id_: str, *values: int | None) -> Complete | None:
    definition = instrument(id_)
    found = assess(definition, dict(zip(definition.score.of, values, strict=True))).outcome
    return found if isinstance(found, Complete) else None


def broken(id_: str, change: Any) -> list[str]:
    document = copy.deepcopy(catalogue.entry("instruments", id_).document)
    change(document)
    loader.check(document, "instruments", "x.yaml")
    pin = Pin("instruments", id_, "1.0.0", "")
    return list(reader.check(Entry(pin, document, reader.read(document, pin))))


def test_wording_stands_only_where_its_owner_lets_it() -> None:
    texts = {e.pin.id: e.value.rights.text for e in catalogue.entries("instruments")}
    assert {i for i, t in texts.items() if t is Text.SHIPPED} >= set(SHIPPED)
    assert {i for i, t in texts.items() if t is Text.PACK} == set(PACK) - {"fibser"}
    assert {i for i, t in texts.items() if t is Text.SKELETON} >= {*SKELETONS, "fibser"}
    assert all(instrument(i).worded is (texts[i] is not Text.SKELETON) for i in texts)


def test_the_pack_lies_apart_with_its_own_terms() -> None:
    folder = loader.HOME / "packs/non-commercial"
    assert {p.name.split(".")[0] for p in (folder / "instruments").glob("*.yaml")} == set(PACK)
    terms = (folder / "LICENCE.md").read_text()
    assert all(instrument(i).title.split(",")[0] in terms for i in PACK)
    assert not set(PACK) & {p.name.split(".")[0] for p in (loader.HOME / "instruments").glob("*.yaml")}


def test_a_site_can_leave_the_pack_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "homes", lambda: (loader.HOME,))
    assert "audit" not in catalogue.ids("instruments")
    assert "phq-9" in catalogue.ids("instruments")


@pytest.mark.parametrize("id_", [*SHIPPED, *PACK, *SKELETONS])
def test_each_has_three_examples_one_of_them_incomplete(id_: str) -> None:
    examples = catalogue.entry("instruments", id_).document["examples"]
    assert len(examples) >= 3
    assert any(example["expect"]["score"] is None for example in examples)


def test_a_skeleton_that_holds_wording_is_refused_and_so_is_a_form_without() -> None:
    def text_in(document: dict[str, Any]) -> None:
        document["items"][0]["text"] = {"en": "words"}

    def text_out(document: dict[str, Any]) -> None:
        del document["items"][0]["text"]

    assert any("a skeleton and holds wording" in p for p in broken("isi", text_in))
    assert any("has no text" in p for p in broken("gad-7", text_out))


def test_the_checks_count_the_scores_of_a_table() -> None:
    def shorter(document: dict[str, Any]) -> None:
        document["score"]["table"].pop()

    assert any("the table has 16 scores" in p for p in broken("promis-anxiety-4a", shorter))


# guards HZ-12
def test_defects_of_other_implementations_are_not_ours() -> None:
    assert outcome("ham-d-17", 0, *[None] * 7, 0, 0, *[None] * 8) is None, "three items are not a form"
    assert outcome("phq-9", 1, *[None] * 8) is None, "one answer is not a total"
    with pytest.raises(AnswerError):
        assess(instrument("phq-9"), {"q1": 5})
    five = outcome("gad-7", 1, 1, 1, 1, 1, 0, 0)
    assert five is not None
    assert five.band == "mild", "bands do not overlap at 5"
    first = instrument("audit-c").item("q1").code
    assert first is not None
    assert first.code == "68518-0", "68517-2 is another question"
    assert [getattr(instrument("gad-7").item(i).code, "code", "") for i in ("q6", "q7")] == ["69689-8", "69736-7"]
    assert instrument("des-b").score.high == 4, "a cut-off of 30 belongs to another scale"
    assert instrument("des-b").bands == ()
    lowest, highest = outcome("who-5", 0, 0, 0, 0, 0), outcome("who-5", 5, 5, 5, 5, 5)
    assert lowest is not None
    assert highest is not None
    assert (lowest.score, highest.score) == (0, 100), "not (raw - 5) by 4"
    assert instrument("aaq-ii").direction == "lower-is-better", "higher is less flexible"
    assert min(instrument("asrm").values["q1"]) == 0, "items are not coded from 1"


# guards HZ-14
def test_c_ssrs_is_a_level_and_never_a_count() -> None:
    none = {"q1": 0, "q2": 1, "q3": 0, "q4": 0, "q5": 0, "q6": 0}
    bands = {
        "q4": "high",  # graded moderate elsewhere
        "q5": "high",
        "q3": "moderate",
    }
    for item, band in bands.items():
        found = assess(instrument("c-ssrs-screener"), none | {item: 1}).outcome
        assert isinstance(found, Complete)
        assert found.band == band
    long_ago = assess(instrument("c-ssrs-screener"), none | {"q6": 1, "q6-recent": 0}).outcome
    assert isinstance(long_ago, Complete)
    assert long_ago.band == "moderate", "graded high elsewhere"


def test_cadss_gives_its_short_form_by_itself() -> None:
    long, short = [n % 5 for n in range(23)], [(n - 1) % 5 for n in (1, 2, 6, 7, 15, 22)]
    whole, six = outcome("cadss", *long), outcome("cadss-6", *short)
    assert whole is not None
    assert six is not None
    assert whole.subscores["cadss-6"] == six.score


def test_the_four_parts_of_meq30_share_no_item_and_leave_none_out() -> None:
    parts = [s.of for s in instrument("meq30").subscores if s.method == "percent"]
    assert sorted(i for part in parts for i in part) == sorted(instrument("meq30").score.of)
    assert [len(part) for part in parts] == [15, 6, 6, 3]


def test_a_table_that_was_not_read_at_its_owner_says_so_and_only_rises() -> None:
    anxiety = instrument("promis-anxiety-8a").score
    assert {b.verification for b in anxiety.basis} == {Verification.RESTATED}
    for id_ in ("promis-anxiety-4a", "promis-anxiety-8a", "promis-depression-4a", "promis-depression-8a"):
        table = instrument(id_).score.table
        assert list(table) == sorted(set(table)), id_
