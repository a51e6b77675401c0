"""The closed vocabulary of session events: each type, the fields it must and may carry, and who may record it."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"  # a positive decimal
    INSTANT = "instant"  # RFC 3339 with its zone
    IDS = "ids"  # one or more ids of events
    VALUES = "values"  # measure → number or word
    FLAG = "flag"  # only true; leave it out otherwise


@dataclass(frozen=True, slots=True)
class EventType:
    """One type. ``person``: a signed-in person must stand behind it; a room's tablet alone may not record it."""

    name: str
    says: str
    needs: dict[str, Shape]
    may: dict[str, Shape]
    person: bool = False


T, N, AT, D, V, F = Shape.TEXT, Shape.NUMBER, Shape.INSTANT, Shape.IDS, Shape.VALUES, Shape.FLAG

EVENT_TYPES: dict[str, EventType] = {
    t.name: t
    for t in (
        EventType("opened", "The session was opened.", {}, {"owner": T}),
        EventType(
            "check",
            "A row of a list was answered: yes, no or not-applicable.",
            {"item": T, "answer": T},
            {"because": T, "name": T, "phone": T, "detail": T},
        ),
        EventType("baseline", "Values before the dose.", {"values": V}, {}),
        EventType("observation", "Values after the dose.", {"values": V}, {}),
        EventType("not-taken", "A due observation was not taken, and why.", {"slot": T, "because": T}, {}),
        EventType("symptom", "Something was said or shown.", {"symptom": T}, {}),
        EventType("symptom-ended", "It has passed.", {"symptom": T}, {}),
        EventType("dose", "A device or a bolus was given.", {"amount_mg": N, "lot": T}, {"despite": T}),
        EventType("infusion-started", "An infusion runs.", {"amount_mg": N, "lot": T}, {"over_min": N, "despite": T}),
        EventType("infusion-ended", "The infusion is off.", {}, {"of": T, "given_mg": N}),
        EventType(
            "wasted",
            "Drug was thrown away before the eyes of a second person.",
            {"amount_mg": N, "lot": T, "because": T},
            {"witness": T},
            person=True,
        ),
        EventType("stop", "The person, or the staff, asked for no more drug.", {"asked_by": T}, {"because": T}),
        EventType(
            "correction",
            "An earlier event is replaced; the original is kept.",
            {"of": T, "because": T},
            {
                "values": V,
                "true_at": AT,
                "amount_mg": N,
                "lot": T,
                "entered_in_error": F,
                "witness": T,
                "witness_at": AT,
            },
            person=True,
        ),
        EventType(
            "prescriber-decision",
            "A prescriber goes ahead in spite of a held row.",
            {"item": T, "because": T},
            {"about": D},
            person=True,
        ),
        EventType("risk-raised", "A risk that holds dosing and leaving.", {"risk": T}, {"because": T}),
        EventType(
            "risk-resolved",
            "Its level, the plan and what was done.",
            {"risk": T, "level": T, "plan": T, "done": T},
            {},
            person=True,
        ),
        EventType("alert-owned", "Somebody takes an alert.", {"alert": T, "owner": T}, {}),
        EventType(
            "alert-silenced",
            "An alert is quiet for a while.",
            {"alert": T, "about": D, "because": T, "until": AT},
            {},
            person=True,
        ),
        EventType("alert-settled", "An alert is answered.", {"alert": T, "about": D, "how": T}, {}, person=True),
        EventType("overdue", "A due observation did not come.", {"slot": T, "due_at": AT}, {}),
        EventType(
            "not-carried",
            "What stands here could not be written into the person's record.",
            {"of": T, "fact": T, "because": T},
            {},
        ),
        EventType("called", "Somebody was called.", {"who": T}, {"because": T}),
        EventType("emergency", "Help was called at once.", {}, {"because": T}),
        EventType("look-in", "Somebody looked in.", {}, {}),
        EventType("hand-over", "Another person owns the session.", {"to": T}, {}),
        EventType("medicine", "Another medicine was given.", {"medicine": T, "amount": T}, {"because": T}),
        EventType("ready-but-for-time", "Would be ready to leave, but for the minimum time.", {}, {}),
        EventType("discharged", "The person leaves in order; a clinician signs.", {"signed_by": T}, {}, person=True),
        EventType(
            "left-against-advice",
            "The person left before the end.",
            {"because": T, "capacity": T, "risks_explained": T, "told": T, "leaves_with": T},
            {},
            person=True,
        ),
        EventType("transferred", "Handed to emergency care.", {"to": T, "handed_to": T, "because": T}, {}, person=True),
        EventType("stopped-before-dose", "No dose is given today.", {"because": T, "decided_by": T}, {}, person=True),
        EventType("died", "The person died.", {"certified_by": T, "told": T}, {}, person=True),
    )
}

ENDINGS = ("discharged", "left-against-advice", "transferred", "stopped-before-dose", "died")
ADMINISTERING = ("dose", "infusion-started")
ANSWERS = ("yes", "no", "not-applicable")
COMMON = {"sequence": N, "device": T, "by": T, "written_at": AT, "recorded_at": AT}
