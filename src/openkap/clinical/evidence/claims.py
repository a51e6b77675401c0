"""A statement that the public reads, what is known of it, and so whether it is right."""

from dataclasses import dataclass
from enum import StrEnum

from openkap.clinical.evidence.grades import Checked, Grade, Sentence, Sponsor
from openkap.clinical.sources import Pin, Verification, strongest


class Verdict(StrEnum):
    """What became of a statement when it was held against the sources."""

    SUPPORTED = "supported"
    PARTLY = "partly right"
    CAUTION = "needs caution"
    NOT_ESTABLISHED = "not established"
    HYPOTHESIS = "hypothesis"
    OUTDATED = "outdated"
    CONTRADICTED = "contradicted"
    OUT_OF_SCOPE = "out of scope"
    NOT_VERIFIED = "not verified"


@dataclass(frozen=True, slots=True)
class Claim:
    """One version of an audited claim. ``stated`` is the auditor's verdict, ``words`` how the auditor put it."""

    pin: Pin
    number: int
    statement: str
    articles: tuple[str, ...]
    stated: Verdict
    words: str
    findings: tuple[Sentence, ...]
    stated_plain: str
    grade: Grade
    sponsor: Sponsor | None
    checked: Checked

    @property
    def facts(self) -> tuple[Sentence, ...]:
        """What may be shown as fact."""
        return tuple(f for f in self.findings if f.is_fact)

    @property
    def unread(self) -> tuple[Sentence, ...]:
        """What nobody has read a source for; it is shown as that, or not at all."""
        return tuple(f for f in self.findings if not f.is_fact)

    @property
    def verification(self) -> Verification:
        """The best standing among all findings."""
        return strongest(tuple(b for f in self.findings for b in f.basis))

    @property
    def verdict(self) -> Verdict:
        """The verdict, unless nothing was read: then *not verified*, whatever the auditor believed."""
        return self.stated if self.facts else Verdict.NOT_VERIFIED

    @property
    def plain(self) -> str:
        """The line for a patient; of what was not verified it says only that."""
        return (
            self.stated_plain
            if self.facts
            else "We have not read a source for this yet. So we do not say if it is true."
        )


def having(claims: tuple[Claim, ...], words: str, verdict: Verdict | None) -> tuple[Claim, ...]:
    """The claims that hold every one of the words and have the verdict, in the order of their numbers."""
    wanted = words.casefold().split()
    found = [c for c in claims if verdict in {None, c.verdict} and all(w in _text(c) for w in wanted)]
    return tuple(sorted(found, key=lambda c: c.number))


def _text(claim: Claim) -> str:
    """What is searched: what may be shown as fact, and the statement itself."""
    refs = [b.ref for f in claim.findings for b in f.basis]
    return " ".join([claim.statement, claim.plain, claim.words, *(f.text for f in claim.facts), *refs]).casefold()
