"""Modalities of psychotherapy."""

from typing import Any

from openkap.clinical.evidence.grades import Sentence
from openkap.clinical.protocols.modalities import (
    AroundDose,
    Caution,
    FieldKind,
    HomeworkForm,
    Modality,
    NoteField,
    Outlook,
)
from openkap.clinical.sources import Pin
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, grade, sentence


def read(document: dict[str, Any], pin: Pin) -> Modality:
    """A modality as the core knows it."""
    course = document["course"]
    return Modality(
        pin=pin,
        title=document["title"],
        summary=" ".join(document["summary"].split()),
        session=tuple(_field(f) for f in document["session"]),
        homework=tuple(_homework(h) for h in document["homework"]),
        not_while_impaired=tuple(Caution(c["text"], basis(c["basis"])) for c in document["not-while-impaired"]),
        sessions=(course["sessions-from"], course["sessions-to"]),
        minutes=course["minutes"],
        course_basis=basis(course["basis"]),
        measures=tuple(document.get("measures", ())),
        basis=basis(document["basis"]),
        structure=tuple(document.get("structure", ())),
        around_dose=tuple(AroundDose(a["when"], sentence(a)) for a in document.get("around-dose", ())),
        fidelity=_sentence(document, "fidelity"),
        progress=_sentence(document, "progress"),
        evidence=tuple(Outlook(o["for"], sentence(o), grade(o)) for o in document.get("evidence", ())),
        not_for=tuple(sentence(n) for n in document.get("not-for", ())),
        consent=_sentence(document, "consent"),
    )


def _sentence(document: dict[str, Any], key: str) -> Sentence | None:
    return sentence(document[key]) if key in document else None


def check(entry: Entry) -> tuple[str, ...]:
    """Faults that a schema cannot see, in words."""
    modality: Modality = entry.value
    found = []
    for place, fields in [("session", modality.session), *((h.id, h.fields) for h in modality.homework)]:
        ids = [f.id for f in fields]
        found += [f"{place}: the line {i!r} stands twice." for i in sorted({i for i in ids if ids.count(i) > 1})]
        for line in fields:
            if line.kind in {FieldKind.CHOICE, FieldKind.SEVERAL} and len(line.choices) < 2:
                found.append(f"{place}/{line.id}: a choice needs at least two answers.")
            if line.lowest >= line.highest:
                found.append(f"{place}/{line.id}: a scale goes from a lower to a higher number.")
    return tuple(found)


def _field(f: dict[str, Any]) -> NoteField:
    return NoteField(
        id=f["id"],
        label=f["label"],
        kind=FieldKind(f["kind"]),
        help=f.get("help", ""),
        choices=tuple(f.get("choices", ())),
        lowest=f.get("from", 0),
        highest=f.get("to", 10),
        required=f.get("required", False),
    )


def _homework(h: dict[str, Any]) -> HomeworkForm:
    return HomeworkForm(
        h["id"],
        h["title"],
        " ".join(h["instruction"].split()),
        tuple(_field(f) for f in h["fields"]),
        basis(h["basis"]),
    )
