"""One point a screen, a summary, a signature. Without a lent form there is nothing to see here."""

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from openkap.gateways import clock
from openkap.interfaces.components.posting import carried_out, sent, status
from openkap.interfaces.patient.consent.forms import AnswerForm, SignatureForm
from openkap.records.accounts.translations import screen_words
from openkap.records.consents import services
from openkap.records.consents.tablet import LentForm, lent_form, return_tablet

if TYPE_CHECKING:
    from openkap.records.consents.models import Consent


@never_cache
def show_start(request: HttpRequest) -> HttpResponseBase:
    """What this is, and where to begin: at the first point without an answer."""
    lent = _lent(request)
    shown, answers = lent.view.consent.shown, lent.view.given.answers
    first = next((n for n, e in enumerate(shown, start=1) if e["id"] not in answers), None)
    return render(request, "patient/consent/start.html", {**_frame(lent), "first": first, "count": len(shown)})


@never_cache
def show_point(request: HttpRequest, number: int) -> HttpResponseBase:
    """One point; the answer is kept, and the next point follows."""
    lent = _lent(request)
    shown = lent.view.consent.shown
    if not 1 <= number <= len(shown):
        raise Http404("There is no such point.")
    element = shown[number - 1]
    form = AnswerForm(sent(request))
    if form.is_bound and carried_out(form, lambda: _answer(lent, element["id"], form)):
        return redirect("form-point", number + 1) if number < len(shown) else redirect("form-check")
    said = {True: "agree", False: "decline", None: ""}[lent.view.given.answers.get(element["id"])]
    context = {
        **_frame(lent),
        "form": form,
        "element": {**element, "answer": said, "said": ""},
        "number": number,
        "before": number - 1,
        "words": f"{words_of(lent.view.consent)['point']} {number} {words_of(lent.view.consent)['of']} {len(shown)}",
        "percent": 100 * (number - 1) // len(shown),
    }
    return render(request, "patient/consent/point.html", context, status=status(form))


@never_cache
def show_summary(request: HttpRequest) -> HttpResponseBase:
    """Every answer, and the signature."""
    lent = _lent(request)
    form = SignatureForm(sent(request), label=words_of(lent.view.consent)["name"])
    if form.is_bound and carried_out(form, lambda: _sign(lent, form)):
        return redirect("form-done")
    w = words_of(lent.view.consent)
    said = {True: ("ok", w["agree"]), False: ("raised", w["decline"]), None: ("unknown", w["no_answer"])}
    answers = lent.view.given.answers
    rows = [(n, e["heading"], *said[answers.get(e["id"])]) for n, e in enumerate(lent.view.consent.shown, start=1)]
    context = {**_frame(lent), "form": form, "rows": rows}
    return render(request, "patient/consent/check.html", context, status=status(form))


@never_cache
def show_done(request: HttpRequest) -> HttpResponseBase:
    """Thank you; the tablet goes back, and the form leaves it."""
    lent = lent_form(request.session, clock.now())
    return_tablet(request.session)
    return render(request, "patient/consent/done.html", _frame(lent) if lent else {"w": words_of(None)})


def _lent(request: HttpRequest) -> LentForm:
    lent = lent_form(request.session, clock.now())
    if lent is None or lent.view.closed:
        raise Http404("There is no form on this tablet.")
    return lent


def _frame(lent: LentForm) -> dict[str, Any]:
    consent = lent.view.consent
    return {"consent": consent, "clinic_name": lent.clinic, "witness": lent.witness, "w": words_of(consent)}


def words_of(consent: "Consent | None") -> dict[str, str]:
    """The words around the form in its own language, by names that a template can say."""
    site_id = consent.patient.site_id if consent else None
    found = screen_words("consent-tablet", consent.language if consent else "en", site_id)
    return {name.replace("-", "_"): text for name, text in found.items()}


def _answer(lent: LentForm, element: str, form: AnswerForm) -> object:
    return services.answer_element(
        by=lent.by,
        consent_id=lent.view.consent.id,
        element=element,
        agrees=form.cleaned_data["answer"] == "agree",
        now=clock.now(),
        witness_id=lent.witness_id,
    )


def _sign(lent: LentForm, form: SignatureForm) -> object:
    return services.sign_consent(
        by=lent.by,
        consent_id=lent.view.consent.id,
        typed_name=form.cleaned_data["typed_name"],
        now=clock.now(),
        witness_id=lent.witness_id,
    )
