"""What is known of a person at an instant, and what a code of a terminology means."""

from datetime import UTC, datetime, timedelta

from openkap.clinical.facts import Chart, Fact, Meaning, Vocabulary
from openkap.clinical.sources import Verification

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def fact(id_: str, at: datetime, code: str = "a") -> Fact:
    return Fact(code, True, at, "x", id=id_)


def test_a_chart_holds_what_was_true_by_then_oldest_first_and_then_by_id() -> None:
    facts = [fact("z", NOW), fact("late", NOW + SECOND), fact("b", NOW - SECOND), fact("a", NOW, "other")]
    chart = Chart.at(facts, NOW)
    assert [f.id for f in chart.facts] == ["b", "a", "z"]
    assert [f.id for f in chart.of("a")] == ["b", "z"]
    assert (chart.of("none"), chart.as_of) == ((), NOW)


def test_a_stem_covers_what_stands_beneath_it_and_a_code_only_itself() -> None:
    aneurysm, aortic = (Meaning(f, f, Verification.READ) for f in ("aneurysm", "aortic"))
    words = Vocabulary({}, {("http://snomed.info/sct", "1"): (aneurysm,)}, {"I71": (aneurysm,), "I714": (aortic,)})
    icd = "http://hl7.org/fhir/sid/icd-10-cm"
    assert words.meanings(icd, "i71.40") == (aneurysm, aortic)
    assert words.meanings(icd, "I71.2") == (aneurysm,)
    assert words.meanings(icd, "I7") == ()
    assert words.meanings("http://snomed.info/sct", "1") == (aneurysm,)
    assert words.meanings("http://snomed.info/sct", "12") == () == words.meanings("other", "1")
