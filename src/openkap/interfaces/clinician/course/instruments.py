"""An instrument's named bands, as the course page draws them."""

from decimal import Decimal

from openkap.clinical.instruments.definition import Instrument
from openkap.interfaces.clinician.course.readmodel import BandView


def bands_of(instrument: Instrument) -> tuple[BandView, ...]:
    """The named stretches of the score."""
    return tuple(BandView(b.name, Decimal(b.low), Decimal(b.high)) for b in instrument.bands)
