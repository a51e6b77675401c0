"""Forms that people of the demonstration are sent and fill in on their own phones."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from openkap.interfaces.cli.demo.simulated import Simulated
from openkap.records.assessments import links, selectors, services
from openkap.records.audit.acting import Actor

if TYPE_CHECKING:
    from openkap.records.patients.models import Patient

GOOD_FOR = timedelta(days=2)
TOLD = {"phq-9": ("q9",), "pcl-5": ("q16",)}  # items that a clinic acts on: what they say is for the story to tell


def send_forms(*, by: Actor, patient: "Patient", instruments: Iterable[str], now: datetime) -> links.Sent:
    """Send the forms as a link."""
    wanted = tuple(instruments)
    return links.assign(by=by, patient=patient, instruments=wanted, good_for=GOOD_FOR, with_code=False, now=now)


def fill_in(sent: links.Sent, answers: Callable[[str], Mapping[str, int]], *, chance: Random, now: datetime) -> None:
    """Open the link and answer every form in it; ``answers`` says what is answered, by instrument."""
    assignment = sent.assignment
    links.identify(token=sent.token, born_on=assignment.patient.born_on, code="", now=now)
    person, at = links.patient_actor(assignment), now
    while response := selectors.next_response(assignment):
        items = answers(response.instrument).items()
        given = tuple(services.Given(made_id(chance), item, value, at) for item, value in items)
        services.save_answers(by=person, assignment=assignment, response_id=response.id, answers=given, now=at)
        at += timedelta(minutes=3)
        services.close_response(by=person, assignment=assignment, response_id=response.id, now=at)


def answers_of(
    shown: Simulated | None, totals: Mapping[str, int], *, worried: bool
) -> Callable[[str], Mapping[str, int]]:
    """Answers with these totals, in the way of the simulated person; what they know nothing of goes with PHQ-9."""

    def say(instrument: str) -> Mapping[str, int]:
        if shown is None or instrument not in shown.instruments:
            return answers_for(instrument, totals["phq-9"], worried=worried)
        total, told = totals[instrument], TOLD.get(instrument, ())
        said = {item: int(worried and item == "q9") for item in told}
        rest = shown.answers(instrument, total - sum(said.values()), without=told)
        return {**rest, **said, **({"difficulty": min(3, total // 7)} if instrument == "phq-9" and total else {})}

    return say


def made_id(chance: Random) -> UUID:
    """An id as a phone makes one."""
    return UUID(int=chance.getrandbits(128), version=4)


def answers_for(instrument: str, phq_9: int, *, worried: bool) -> dict[str, int]:
    """Answers by item: the total of PHQ-9 as told, the others in proportion to it."""
    if instrument == "phq-9":
        rest = phq_9 - int(worried)
        return (
            {**_spread(rest, 8, most=3), "q9": int(worried), "difficulty": min(3, phq_9 // 7)}
            if phq_9
            else ({f"q{n}": 0 for n in range(1, 10)})
        )
    if instrument == "gad-7":
        return _spread(round(phq_9 * 0.7), 7, most=3)
    if instrument == "pcl-5":
        calm = _spread(round(phq_9 * 1.6), 19, most=4)
        answers = list(calm.values())
        return {f"q{n}": value for n, value in enumerate([*answers[:15], 0, *answers[15:]], start=1)}
    return {f"q{n}": 0 for n in range(1, 5)}


def _spread(total: int, items: int, *, most: int) -> dict[str, int]:
    """A total dealt out over the items as evenly as it goes."""
    if not 0 <= total <= items * most:
        raise ValueError(f"{total} cannot be dealt out over {items} items.")
    whole, left = divmod(total, items)
    return {f"q{n}": whole + (1 if n <= left else 0) for n in range(1, items + 1)}
