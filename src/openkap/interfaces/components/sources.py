"""Where a statement stands, in words: the title of what was read with the place in it, or the owner of a policy."""

from openkap.clinical.sources import Basis
from openkap.content import catalogue


def sources(basis: tuple[Basis, ...]) -> tuple[str, ...]:
    """One line a basis."""
    return tuple(
        f"{catalogue.entry('references', b.ref).document['title']}: {b.at}" if b.ref else f"Policy, {b.policy}"
        for b in basis
    )
