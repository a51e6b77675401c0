"""What the clinic of the demonstration does about its own safety alerts."""

from datetime import datetime, timedelta
from uuid import UUID

from openkap.interfaces.cli.demo.clinic import Clinic
from openkap.records.safety import selectors, services

WITHIN = timedelta(minutes=6)
TALK = timedelta(minutes=35)


def answer_worries(clinic: Clinic, patient_id: UUID, now: datetime, *, to_the_end: bool) -> None:
    """Sam takes every open alert within minutes; ``to_the_end``: Ingrid then talks with the person and settles it."""
    for alert in selectors.unresolved_risk(patient_id):
        services.acknowledge(by=clinic["sam"], alert_id=alert.id, now=now + WITHIN)
        if to_the_end:
            services.resolve(
                by=clinic["ingrid"],
                alert_id=alert.id,
                level="low",
                plan="Safety plan gone through together. The sister knows whom to call. Asked again at every visit.",
                what_was_done="Called back. A passing thought, no plan and no means. Wants to come to the next visit.",
                now=now + WITHIN + TALK,
            )
