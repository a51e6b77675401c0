"""Pages of the evidence library. They are about nobody, so what is searched for may stand in the address."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from openkap.clinical.evidence.claims import Verdict, having
from openkap.content import catalogue, tracing
from openkap.content.loader import ContentError
from openkap.gateways import clock
from openkap.interfaces.clinician.evidence import readmodel
from openkap.records.audit.acting import Actor

FOLDER = "clinician/evidence"


def show_claims(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Statements of public articles with what the sources say; by word and by verdict."""
    words, named = request.GET.get("words", "")[:100], request.GET.get("verdict", "")
    verdict = Verdict(named) if named in set(Verdict) else None
    every = tuple(e.value for e in catalogue.entries("evidence"))
    today = timezone.localdate(clock.now())
    context = {
        "rows": [readmodel.claim_row(c, today) for c in having(every, words, verdict)],
        "words": words,
        "chosen": verdict.value if verdict else "",
        "verdicts": [(v.value, sum(1 for c in every if c.verdict is v)) for v in Verdict],
        "total": len(every),
    }
    return render(request, f"{FOLDER}/claims.html", context)


def show_recommendations(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Graded recommendations."""
    today = timezone.localdate(clock.now())
    rows = [readmodel.recommendation_row(e.value, today) for e in catalogue.entries("recommendations")]
    return render(request, f"{FOLDER}/recommendations.html", {"rows": rows})


def show_studies(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """Rows of published studies, by word and by what they are about."""
    words, about = request.GET.get("words", "")[:100], request.GET.get("about", "")
    today = timezone.localdate(clock.now())
    rows = [
        readmodel.study_row(e.value, today) for e in catalogue.entries("benchmarks") if about in {"", e.value.about}
    ]
    wanted = words.casefold().split()
    found = [
        r
        for r in rows
        if all(w in f"{r['title']} {r['population']} {r['arms']} {r['plain']}".casefold() for w in wanted)
    ]
    context = {"rows": found, "words": words, "chosen": about, "abouts": readmodel.ABOUT.items(), "total": len(rows)}
    return render(request, f"{FOLDER}/studies.html", context)


def show_sources(request: HttpRequest, _actor: Actor, kind: str, id_: str) -> HttpResponse:
    """Everything that one file of the content rests on."""
    if kind not in catalogue.kinds() or id_ not in catalogue.ids(kind):
        raise Http404("There is no such content here.")
    entry = catalogue.entry(kind, id_)
    uses = tracing.sources_of(entry)
    rows = [{"place": u.place.replace("/", ", "), "source": readmodel.sources((u.basis,))[0]} for u in uses]
    title = uses[0].title if uses else id_
    return render(request, f"{FOLDER}/sources.html", {"pin": entry.pin, "title": title, "rows": rows})


def show_reference(request: HttpRequest, _actor: Actor, reference_id: str) -> HttpResponse:
    """One reference: what was seen of it and when, and everything that rests on it."""
    try:
        reference = catalogue.entry("references", reference_id).value
    except ContentError:
        raise Http404("There is no such reference here.") from None
    return render(request, f"{FOLDER}/reference.html", {"reference": reference, "uses": tracing.uses_of(reference_id)})
