"""What is known, in one plain line each. Nothing unverified stands here, and nothing about anyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from openkap.clinical.evidence.claims import Claim, Verdict, having
from openkap.content import catalogue
from openkap.records.safety import selectors as safety

GROUPS = (
    ("What holds", (Verdict.SUPPORTED,)),
    ("What is only partly right, or needs care", (Verdict.PARTLY, Verdict.CAUTION)),
    ("What nobody has shown", (Verdict.NOT_ESTABLISHED, Verdict.HYPOTHESIS)),
    ("What is wrong or out of date", (Verdict.CONTRADICTED, Verdict.OUTDATED)),
)


def show_known(request: HttpRequest) -> HttpResponse:
    """Statements that people read, and what is known of them; by word."""
    words = request.GET.get("words", "")[:100]
    found = having(tuple(e.value for e in catalogue.entries("evidence")), words, None)
    groups = [(title, _lines(found, verdicts)) for title, verdicts in GROUPS]
    site = safety.the_only_site()
    context = {"groups": [g for g in groups if g[1]], "words": words, "clinic_name": site.name if site else ""}
    return render(request, "patient/reading/known.html", context)


def _lines(claims: tuple[Claim, ...], verdicts: tuple[Verdict, ...]) -> list[Claim]:
    return [c for c in claims if c.verdict in verdicts]
