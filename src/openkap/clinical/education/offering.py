"""Which text a person is shown: their language where somebody who reads both has signed it, else English and a person.

A translation is a draft until a named bilingual clinician has signed exactly it, and it must be of the English text in
force. Consent, crisis and safety texts have no other way, and neither has anything else a patient reads.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from openkap.clinical.education.leaflet import ORIGINAL, Leaflet, Phase
from openkap.clinical.sources import Pin


@dataclass(frozen=True, slots=True)
class Offered:
    """A leaflet as it may be shown, and whether somebody must interpret it."""

    leaflet: Leaflet
    interpreter_needed: bool


def offered(every: Iterable[Leaflet], lang: str, signed: Collection[Pin]) -> tuple[Offered, ...]:
    """Each English leaflet, in ``lang`` where a signed translation of exactly that version exists."""
    known = tuple(every)
    ready = {x.translates: x for x in known if x.translates and x.lang == lang and x.pin in signed}
    found = [(x, ready.get(f"{x.pin.id}@{x.pin.version}")) for x in known if x.lang == ORIGINAL]
    shown = (Offered(other or x, other is None and lang != ORIGINAL) for x, other in found)
    return tuple(sorted(shown, key=lambda o: (list(Phase).index(o.leaflet.phase), o.leaflet.pin.id)))


def fitting(every: Iterable[Offered], product: str, modality: str, *, at_home: bool = False) -> tuple[Offered, ...]:
    """Those for a course with this product and therapy; home leaflets only where the plan's protocol is for home."""
    own = (o for o in every if o.leaflet.is_for(product, modality))
    return tuple(o for o in own if at_home or o.leaflet.phase is not Phase.AT_HOME)
