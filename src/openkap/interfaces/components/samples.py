"""Invented examples, one for each state of each component."""

from types import SimpleNamespace
from typing import Any

THING = SimpleNamespace


def _slots(now: int, worst: str = "done") -> list[Any]:
    planned = (0, 20, 40, 60, 90, 120)
    last = max((m for m in planned if m <= now), default=-1)
    return [THING(minute=m, state="next" if m > now else worst if m == last else "done") for m in planned]


def _tile(room: int, person: str, state: str, minute: int | None, **rest: Any) -> Any:
    facts = {
        "product": "Esketamine 84 mg", "phase": "Recovery", "gate_label": "Leaves from", "gate": "15:31", "chip": None,
        "next": "BP in 14 min", "readings": "132/84 · 78 · 98 %", "owner": "Ada", "address": "#", "planned": "",
        "slots": _slots(-1 if minute is None else minute),
    }  # fmt: skip
    return THING(room=room, person=person, state=state, minute=minute, **{**facts, **rest})


def tiles() -> list[Any]:
    """Room tiles: calm, due, late, alert, stale, before dose, two hours done, empty."""
    return [
        _tile(1, "Ana P.", "calm", 76),
        _tile(2, "Theo K.", "due", 40, slots=_slots(40, "due"), chip=THING(state="due", words="Due now"),
              next="BP now"),
        THING(room=3, state="empty", free="Free", free_next="Rivera at 15:30"),
        _tile(4, "Milan B.", "alert", 47, slots=_slots(47, "alert"), chip=THING(state="alert", words="Alert"),
              next="Repeat BP now", readings="184/112 at +42"),
        _tile(7, "Rosa M.", "late", 67, slots=_slots(67, "late"), chip=THING(state="late", words="Late"),
              next="BP 7 min late", owner="Ben"),
        _tile(12, "Owen T.", "stale", 49, chip=THING(state="unknown", words="No word"), phase="Not heard",
              next="Look in now", readings="last heard 14:43", owner=""),
        _tile(6, "Iris D.", "pre", None, planned="15:00", phase="Before dose", next="Checks 5 of 8", readings=""),
        _tile(8, "Sam D.", "calm", 123, phase="2 h done", gate_label="Escort at", next="Leaving 7 of 8"),
    ]  # fmt: skip


def queue() -> list[Any]:
    """Lines of *next, in order*, worst first."""
    rows = (
        ("alert", 4, "Repeat BP", "Ada", "now"), ("late", 7, "BP +60", "Ben", "7 min late"),
        ("unknown", 12, "Look in, no word", "", "4 min"), ("due", 2, "BP +40", "Ada", "now"),
        ("off", 5, "BP +20", "Ben", "in 4 min"),
    )  # fmt: skip
    return [THING(state=s, room=r, what=w, owner=o, when=t, address="#") for s, r, w, o, t in rows]


def protocol() -> list[Any]:
    """Protocol slots of each kind."""
    rows = (
        ("ok", "Before", "138/86", "13:50", ""), ("dose", "0", "49 mg given", "14:00", ""),
        ("ok", "+10", "149/92", "14:10", ""), ("late", "+20", "161/98", "14:29", "14:21"),
        ("missed", "+30", "not taken", "asleep", ""), ("end", "+40", "Infusion ended", "14:40", ""),
        ("alert", "+42", "184/112", "2 min late", ""), ("due", "now", "Repeat BP", "14:47", ""),
        ("next", "+55", "BP", "14:55", ""), ("gate", "+120", "Leaving checks", "16:00", ""),
    )  # fmt: skip
    return [THING(kind=k, minute=m, value=v, time=t, bedside=b) for k, m, v, t, b in rows]


def observations() -> list[Any]:
    """Values as taken, corrected, from a device, late, set aside."""
    base = {"by": "Ada Okafor", "kind": "", "was": "", "why": "", "age": ""}
    return [
        THING(**{**base, "value": "138/86 mmHg", "time": "13:50"}),
        THING(**{**base, "value": "149/92 mmHg", "was": "194/92", "kind": "corrected", "time": "14:10",
                 "why": "typed 9 for 4"}),
        THING(**{**base, "value": "HR 94", "by": "Monitor 2", "age": "3 s ago", "time": "14:47"}),
        THING(**{**base, "value": "SpO₂ 61 %", "by": "Monitor 2", "kind": "artefact", "time": "14:31",
                 "why": "probe off the finger"}),
    ]  # fmt: skip


def alerts() -> list[Any]:
    """Alert cards: no owner, owned, escalated, silenced, settled."""
    base = {"next": "One reading above 180/110. A second one calls Dr Lindqvist.", "verification": "policy",
            "rule": "two readings 5 min apart", "policy": "medical director", "settled_by": "", "note": "",
            "open_for": "4 min"}  # fmt: skip
    return [
        THING(id=1, what="BP 184/112 at +42", state="unowned", owner="", **base),
        THING(id=2, what="SpO₂ 88 % at +31", state="owned", owner="Ada Okafor", **base),
        THING(id=3, what="BP 191/114 at +50", state="escalated", owner="Dr Lindqvist",
              **{**base, "note": "Escalated to Dr Lindqvist at 14:52."}),
        THING(id=4, what="HR 121 at +20", state="silenced", owner="Ada Okafor",
              **{**base, "note": "Silenced until 14:40: crying, settled by voice.", "verification": "unverified"}),
        THING(id=5, what="BP 182/108 at +30", state="settled", owner="Ada Okafor",
              **{**base, "settled_by": "BP 150/92 at +40"}),
    ]  # fmt: skip


def criteria() -> list[Any]:
    """Criterion rows of each result."""
    base = {"if_not": "", "stale": False, "grade": "", "verification": "", "policy": "", "action": "", "address": "#",
            "overridden": "", "because": ""}  # fmt: skip
    return [
        THING(**{**base, "result": "unknown", "name": "Blood pressure", "id": "C07", "value": "113/73 mmHg",
                 "stale": True, "rule": "140/90 or lower before a dose", "if_not": "you may override, with a reason",
                 "when": "5 Sep 2020, 6 years old", "source": "referral", "basis": "US label", "action": "Record"}),
        THING(**{**base, "result": "unknown", "name": "Aneurysm", "id": "C01", "value": "", "rule": "None, ever",
                 "if_not": "this product is ruled out", "when": "", "source": "Nobody has asked",
                 "basis": "by analogy", "verification": "unverified", "action": "Ask"}),
        THING(**{**base, "result": "unrecognised", "name": "Medicine “night drops”", "id": "", "value": "1 at night",
                 "rule": "Every medicine is placed before a dose", "when": "4 Oct 2026", "source": "his own words",
                 "basis": "Dr Lindqvist", "verification": "policy", "action": "Place it"}),
        THING(**{**base, "result": "raised", "name": "Alcohol", "id": "C18", "value": "AUDIT-C 6 of 12",
                 "rule": "AUDIT-C below 4 of 12, or assessed", "when": "4 Oct 2026", "source": "his own answers",
                 "basis": "US label", "action": "Assess"}),
        THING(**{**base, "result": "raised", "name": "Raised eye pressure", "id": "C13", "value": "17 mmHg",
                 "rule": "No glaucoma, or eye doctor agrees", "when": "28 Sep 2026", "source": "eye clinic letter",
                 "basis": "ASRA 2018", "grade": "Grade C", "overridden": "Dr Lindqvist, 6 Oct 2026, 10:14",
                 "because": "Pressure steady on drops for two years.", "action": "Change"}),
        THING(**{**base, "result": "clear", "name": "Age", "id": "C35", "value": "52 years", "rule": "18 or over",
                 "when": "born 24 Nov 1973", "source": "referral", "basis": "US label"}),
    ]  # fmt: skip


def worklist() -> list[Any]:
    """Work list rows of each state."""
    rows = (
        ("alert", "Peak BP has risen at every dose", "152 → 184. Decide before dose 6.", "You", "by 23 Nov"),
        ("late", "PHQ-9 not answered", "Sent twice", "Jonas Weiss", "2 days late"),
        ("due", "Integration after dose 5", "Mon 23 Nov, 14:00; day 4 of 5", "Jonas Weiss", "today"),
        ("unknown", "Weight", "Last weighed 6 years ago", "", ""),
        ("", "Dose 6", "Tue 24 Nov, 13:30, room 4", "Ada Okafor", ""),
        ("ok", "Consent", "Version 4 signed 13 Oct", "", ""),
    )
    return [THING(state=s, what=w, detail=d, owner=o, due=u, address="#") for s, w, d, o, u in rows]


def everything() -> dict[str, Any]:
    """The whole page's context."""
    say = ("Not at all", "Several days", "More than half the days", "Nearly every day")
    calls = (
        ("phone", "tel:988", "Call 988", "Trained people, free, day and night"),
        ("message-square", "sms:988", "Text 988", "If talking is hard"),
        ("siren", "tel:911", "Call 911", "If you are hurt or in danger now"),
    )
    return {
        "tiles": tiles(),
        "queue": queue(),
        "protocol": protocol(),
        "observations": observations(),
        "alerts": alerts(),
        "criteria": criteria(),
        "worklist": worklist(),
        "states": ("ok", "due", "late", "alert", "stop", "raised", "unknown", "off"),
        "verdicts": [
            THING(name="hold", sentence="4 things are unknown and 1 finding waits for you.", unknown=4, raised=2,
                  overridden=1, clear=24),
            THING(name="excluded", sentence="Aneurysm of the aorta rules this product out.", unknown=1, raised=1,
                  overridden=0, clear=27),
            THING(name="eligible", sentence="Every criterion is clear or answered.", unknown=0, raised=0, overridden=0,
                  clear=31),
        ],
        "changes": [THING(address="#", what="Record blood pressure", effect="140/90 or lower: clear."),
                    THING(address="#", what="Ask about aneurysm", effect="If there is one: ruled out.")],
        "item": THING(id="q3", lead="Over the last 2 weeks, how often have you been bothered by:", note="",
                      text="An example of a question", options=[THING(value=i, label=w, checked=i == 1)
                                                                for i, w in enumerate(say)]),
        "element": THING(heading="Someone takes you home", text="You may not drive until the next day, after sleep.",
                         more="The medicine can slow you for hours.", required=True, answer="", said=""),
        "help": THING(heading="Thank you for telling us. You do not have to carry this alone.",
                      lead="If you might act on these thoughts, please call now.", plan="#",
                      told="Ada, the nurse on duty, can see this answer. She will call you before 2:40 pm.",
                      calls=[THING(icon=i, address=a, name=n, note=w) for i, a, n, w in calls]),
        "seals": [THING(state="draft"), THING(state="signed", by="Dr Lindqvist", at="6 Oct 2026, 10:14"),
                  THING(state="sealed", by="Noor", at="7 Oct 2026", digest="7c1e94ab20f3aa", addenda=2),
                  THING(state="broken")],
        "badges": [THING(source="ASRA", year=2018, grade="C", effect="n = 49"), THING(source="Site audit", year=2026)],
        "symptoms": [THING(value=w, label=w, none=w == "None of these") for w in
                     ("Headache", "Vision", "Chest pain", "Breathless", "Confused", "None of these")],
        "moaas": [THING(value=n, label=n, words=w, checked=n == 5) for n, w in
                  zip(range(5, -1, -1), ("answers readily", "answers slowly", "answers a loud name", "stirs at a shake",
                                         "stirs at pain", "does not stir"), strict=True)],
        "head": THING(name="Milan Beatty", subtitle="52 years · he/him · born 24 Nov 1973", similar_name=True, facts=[
            THING(label="Allergies", value="None known", note="6 Oct", unknown=False),
            THING(label="Weight", value="Unknown", note="98.3 kg in 2020", unknown=True),
            THING(label="Product", value="Ketamine IV, 0.5 mg/kg", note="off label", unknown=False),
            THING(label="Course", value="Day 25 · dose 5 of 6", note="", unknown=False)]),
    }  # fmt: skip
