"""The stored snapshot of one eventful session, word for word: what a nurse reads, and what a replay is held against."""

from tests.clinical.monitoring.stories import BASELINE, event, observed, plan, text

from openkap.clinical.monitoring.transition import fold

STORY = [
    event("o", "opened", -30, owner="Sam"),
    BASELINE,
    event("ask", "check", -15, item="risk-asked", answer="no"),
    event("inf", "infusion-started", 0, amount_mg=49, lot="K7", over_min=40),
    event("stop", "stop", 20, asked_by="patient"),
    event("stop2", "stop", 21, asked_by="staff"),
    event("end", "infusion-ended", 41, given_mg=40),
    event("fix", "correction", 50, of="end", because="slip", true_at=text(40)),
    observed("high", 45.0125, recorded_at=text(60), systolic=185, diastolic=95, heart_rate=80),
    event("s", "symptom", 50, symptom="chest-pain"),
    event("own", "alert-owned", 51, alert="circulation", owner="Dov"),
    event("own2", "alert-owned", 52, alert="circulation", owner="Noor"),
    event("settled", "alert-settled", 61, alert="circulation", about=["s"], how="reflux"),
    event("hush", "alert-silenced", 62, alert="circulation", about=["high"], because="falling", until=text(70)),
    event("r", "risk-raised", 54, risk="item-9"),
    event("ready", "ready-but-for-time", 75),
    event("ready2", "ready-but-for-time", 78),
    event("h", "hand-over", 81, to="Noor"),
    event("x", "discharged", 82, signed_by="Sam"),
]
LATE = "was not taken within the last 30 min"
NOBODY = "nobody has answered it"
MISSING = [
    "120 minutes from the last administration are not over before 2026-10-06T12:41:00Z",
    "Sedation has passed (MOAA/S 5): Sedation (MOAA/S) was not taken within the last 30 min",
    "Dissociation has passed: Dissociation observed was not taken within the last 30 min",
    f"Breathing is as it should be: Oxygen saturation {LATE}; Breaths {LATE}; {NOBODY}",
    f"Blood pressure falling or stable at a safe level: Systolic pressure {LATE}; Diastolic pressure {LATE}; {NOBODY}",
    "Vital signs acceptable: Heart rate was not taken within the last 30 min; nobody has answered it",
    "Alert and oriented: nobody has answered it",
    "Walks safely: nobody has answered it",
    "Drinks: nobody has answered it",
    "No new suicidal risk: nobody has answered it",
    "Integration or check-in booked: nobody has answered it",
    "Leaves with an escort who is here: nobody has answered it",
    "No driving until the next day after sleep (said and given in writing): nobody has answered it",
    "After-care paper with the emergency number given: nobody has answered it",
    "The risk 'item-9' is not resolved: level, plan and what was done",
]
HIGH, PAIN = "2026-10-06T10:45:00.750000Z", "2026-10-06T10:50:00Z"


def test_the_snapshot_of_an_eventful_session() -> None:
    found = fold(plan("ketamine-iv"), STORY).as_json()
    slots = {s[0]: s[1:] for s in found.pop("slots")}
    assert slots["peak"] == ["2026-10-06T10:40:00Z", "taken", HIGH]
    assert slots["pressure-1"] == ["2026-10-06T10:10:00Z", "planned", None]
    assert found == {
        "method": "1.2.0",
        "phase": "watching",
        "owner": "Noor",
        "first_administered_at": "2026-10-06T10:00:00Z",
        "running": False,
        "earliest_discharge_at": "2026-10-06T12:41:00Z",
        "next_due_at": "2026-10-06T10:10:00Z",
        "next_due": "pressure-1",
        "stopped_at": "2026-10-06T10:20:00Z",
        "risks": ["item-9"],
        "ready_after_min": 75,
        "summary": {
            "first_at": "2026-10-06T10:00:00Z",
            "given_mg": "40",
            "before": [128, 82],
            "peak": [185, 95],
            "peak_alerted": True,
            "leaving": None,
            "lowest_moaas": 5,
            "dissociation": "",
            "left_after_min": None,
        },
        "alerts": [
            {
                "alert": "circulation",
                "display": "Blood pressure and its symptoms",
                "tier": "emergency",
                "status": "notice",
                "words": "Systolic pressure 185 mmHg. One reading above 180/110. A second one calls the prescriber.",
                "owner": "Noor",
                "silenced_until": "2026-10-06T11:10:00Z",
                "arrived_late": True,
                "triggers": [
                    {"rule": rule, "event": of, "at": at, "tier": tier, "arrived_late": late}
                    for rule, of, at, tier, late in (
                        ("pressure-high", "high", HIGH, "notice", True),
                        ("pressure-rise", "high", HIGH, "notice", True),
                        ("chest-pain", "s", PAIN, "emergency", False),
                        ("hypertensive-emergency", "s", PAIN, "emergency", True),
                        ("rise-with-symptom", "s", PAIN, "call", True),
                    )
                ],
                "settled": [{"by": "Sam", "at": "2026-10-06T11:01:00Z", "how": "reflux", "about": ["s"]}],
            }
        ],
        "before_dose": [
            ["pressure-before-dose", "done", ""],
            ["heart-rate-before-dose", "done", ""],
            ["breaths-before-dose", "done", ""],
            ["oxygen-before-dose", "done", ""],
            ["alertness-before-dose", "done", ""],
            ["risk-asked", "held", "answered no"],
            ["transport", "missing", "nobody has answered it"],
            ["fasting", "missing", "nobody has answered it"],
            ["last-medicines", "missing", "nobody has answered it"],
            ["pregnancy", "missing", "nobody has answered it"],
            ["iv-access", "missing", "nobody has answered it"],
            ["weighed", "missing", "nobody has answered it"],
        ],
        "discharge": {"ready": False, "missing": MISSING},
        "administrations": [["inf", "infusion-started", "2026-10-06T10:00:00Z", "2026-10-06T10:41:00Z", "40", "K7"]],
        "disputed": [["fix", "end", "said to have been at 2026-10-06T10:40:00+00:00"]],
        "endings": [["discharged", "x", "2026-10-06T11:22:00Z", False, "; ".join(MISSING)]],
    }
