"""The twelve referred people of the demonstration. Their referrals are samples; their stories are invented.

Behind a story with ketamine stands a simulated person, by preset and number, whose course is the one that is told.
No preset says how people fare with psychotherapy alone, so those scores are told.
"""

from decimal import Decimal

from openkap.interfaces.cli.demo.stories import SIMULATED, Ending, Review, Story, Treatment
from openkap.interfaces.cli.demo.watched import Told

WITH_THERAPY = "ketamine-iv-with-therapy"
BY_INFUSION = (Decimal("0.5"), "mg/kg")

STORIES = (
    Story("elisha-schroeder", "just referred: nobody has looked yet", referred_days_ago=0),
    Story("max-dicki", "review form half done: on hold", 2, "ketamine-iv", Review(half=True)),
    Story("gilberto-orosco", "screened: excluded", 3, "ketamine-iv", Review(half=True)),
    Story(
        "chet-thompson",
        "excluded: the record says that he died, and the referrer is told",
        6,
        "esketamine-nasal",
        Review(half=True),
        ending=Ending(
            "unsuitable",
            "back-to-referrer",
            "The record says that he has died. The referral seems to be a mistake.",
            (
                "Riverside Family Practice",
                "Referral of Chet Thompson",
                "The record you sent says that Mr Thompson died in 1968. Please check whose referral this is.",
            ),
        ),
    ),
    Story(
        "luigi-wiegand",
        "excluded: a child, referred on",
        9,
        "esketamine-nasal",
        Review(half=True),
        ending=Ending(
            "unsuitable",
            "referral",
            "He is a child. None of our treatments is for children.",
            (
                "Child and Family Service, Harbour Hospital",
                "Referral of Luigi Wiegand",
                "This child was sent to us. Our programme treats adults only. Please take over his care.",
            ),
        ),
    ),
    Story(
        "trey-leffler",
        "held by the screen, chose therapy alone",
        47,
        "ketamine-iv",
        Review({"substance-use-disorder": "present"}),
        Treatment(
            "psychotherapy",
            "psychotherapy-act",
            "act",
            ("I want mornings that I can remember.", "I want to fish with my grandson in spring."),
            started_days_ago=36,
            phq_9=(17, 16, 16, 13, 12, 11),
        ),
        Ending("declined", "therapy-here", "He read about ketamine and would rather talk, and stay off every drug."),
    ),
    Story(
        "clemente-kreiger",
        "no response: after three infusions therapy goes on alone",
        52,
        "ketamine-iv",
        Review(),
        Treatment(
            "both",
            WITH_THERAPY,
            "cbt",
            ("I want to finish one thing a day.",),
            started_days_ago=31,
            phq_9=(SIMULATED,) * 9,
            simulated=("iv-clinic", 582),
            dose=BY_INFUSION[0],
            dose_unit=BY_INFUSION[1],
            weight_kg=Decimal("86.5"),
            therapy_alone_after=3,
            then_protocol="psychotherapy-cbt",
        ),
    ),
    Story(
        "liz-conn",
        "remission after six infusions; the last measure is missing",
        88,
        "ketamine-iv",
        Review({"hypertension": "present"}),
        Treatment(
            "both",
            WITH_THERAPY,
            "cbt",
            ("I want to sing in the choir again.", "I want to sleep before midnight."),
            started_days_ago=66,
            phq_9=(*(SIMULATED,) * 9, None),
            simulated=("iv-clinic", 1400),
            dose=BY_INFUSION[0],
            dose_unit=BY_INFUSION[1],
            weight_kg=Decimal("73.4"),
            body=Told(heart_rate=66),
        ),
    ),
    Story(
        "laurie-mccullough",
        "relapse: a score that rose again, and an item-9 alert that was acknowledged",
        70,
        "ketamine-iv",
        Review(
            {
                "hypertension": "present",
                "childbearing-potential": "yes",
                "negative-pregnancy-test": "yes",
                "contraception-plan": "yes",
            }
        ),
        Treatment(
            "both",
            WITH_THERAPY,
            "act",
            ("I want to go back to my course.", "I want to answer my friends."),
            started_days_ago=45,
            phq_9=(*(SIMULATED,) * 9, 18),
            simulated=("iv-clinic", 338),
            dose=BY_INFUSION[0],
            dose_unit=BY_INFUSION[1],
            weight_kg=Decimal("54.2"),
            body=Told(heart_rate=74),
            worry_on=(9,),
        ),
    ),
    Story(
        "milan-beatty",
        "in his third week: four sessions done, the fifth is running",
        33,
        "esketamine-nasal",
        Review({"patient-rems-enrolled": "yes"}),
        Treatment(
            "both",
            "esketamine-nasal-us",
            "act",
            ("I want to cook for my daughters again.", "I want to walk the dog before breakfast."),
            started_days_ago=14,
            phq_9=(SIMULATED,) * 7,
            simulated=("esk-phase3", 70),
            dose=Decimal(56),
            dose_unit="mg",
            weight_kg=Decimal("97.8"),
            body=Told(heart_rate=68),
            worry_on=(0,),
        ),
        room="Room 2",
    ),
    Story(
        "alberto-atencio",
        "in his second week: the third infusion is running, with an alert",
        26,
        "ketamine-iv",
        Review(
            {"seizure-disorder": "present", "lorazepam-equivalent": "0.5"},
            {"c32-seizure-disorder": "His neurologist, by telephone: no seizure for six years on carbamazepine."},
        ),
        Treatment(
            "both",
            WITH_THERAPY,
            "trauma-informed",
            ("I want to sit in a room without watching the door.",),
            started_days_ago=7,
            phq_9=(SIMULATED,) * 5,
            simulated=("iv-clinic", 149),
            dose=BY_INFUSION[0],
            dose_unit=BY_INFUSION[1],
            weight_kg=Decimal("62.0"),
            body=Told(heart_rate=78),
        ),
        room="Room 1",
    ),
    Story(
        "delbert-williamson",
        "consented and planned; the first infusion waits for his blood pressure",
        20,
        "ketamine-iv",
        Review(
            {"seizure-disorder": "present", "lorazepam-equivalent": "1"},
            {"c32-seizure-disorder": "Epilepsy clinic letter: controlled, no seizure since 2019. They agree."},
        ),
        Treatment(
            "both",
            WITH_THERAPY,
            "cbt",
            ("I want to drive to work without dread.",),
            started_days_ago=0,
            phq_9=(SIMULATED,) * 3,
            simulated=("iv-clinic", 2),
            dose=BY_INFUSION[0],
            dose_unit=BY_INFUSION[1],
            weight_kg=Decimal("81.3"),
            body=Told(heart_rate=84, pressure=(158, 97)),
        ),
        room="Room 3",
    ),
)
