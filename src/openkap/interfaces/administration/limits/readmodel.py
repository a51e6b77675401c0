"""The numbers of one product and of its watching, each with the content's value, its source, and the site's own."""

from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from openkap.clinical.sources import Verification, strongest
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.interfaces.components.sources import sources
from openkap.records.accounts import limits
from openkap.records.accounts.limits import LimitHere


@dataclass(frozen=True, slots=True)
class Line:
    """One number: of which kind of content, as it stands here, how far its source was checked, and where it is."""

    kind: str
    here: LimitHere
    standing: Verification
    sources: tuple[str, ...]

    @property
    def default(self) -> str:
        """The content's number with its unit."""
        return f"{self.here.limit.default.normalize():f}{self.here.limit.unit}"

    @property
    def value(self) -> str:
        """The number that counts here, with its unit."""
        return f"{self.here.value.normalize():f}{self.here.limit.unit}"


def groups(site_id: UUID, product: Entry) -> list[tuple[str, list[Line]]]:
    """Every number by group: what holds an order first, then the watching."""
    plan = catalogue.entry("monitoring", product.value.monitoring)
    found = [_line(entry, here) for entry in (product, plan) for here in limits.limits_here(site_id, entry)]
    ordered = {name: index for index, name in enumerate(dict.fromkeys(x.here.limit.group for x in found))}
    found.sort(key=lambda x: ordered[x.here.limit.group])
    return [(name, list(lines)) for name, lines in groupby(found, key=lambda x: x.here.limit.group)]


def _line(entry: Entry, here: LimitHere) -> Line:
    return Line(entry.pin.kind, here, strongest(here.limit.basis), sources(here.limit.basis))
