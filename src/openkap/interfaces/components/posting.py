"""What a page does with a request to write: a refusal goes back in words, beside what was entered."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form, RadioSelect, TypedChoiceField
from django.http import HttpRequest, QueryDict

from openkap.records.audit.refusals import RefusedError

UNPROCESSABLE = 422  # the status of a page that comes back because what was asked was refused


def sent(request: HttpRequest) -> QueryDict | None:
    """What was posted, also when it is empty; None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def carried_out(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form is in order and the service did what was asked; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        act()
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def done(request: HttpRequest, words: str, act: Callable[[], object]) -> bool:
    """Run a service behind a single button; the next page says what was done, or why not."""
    try:
        act()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, words)
    return True


def status(form: Form) -> int:
    """The status of a page that shows this form: 422 when it was sent and refused."""
    return UNPROCESSABLE if form.is_bound and form.errors else 200


def yes_or_no(label: str, hint: str = "") -> TypedChoiceField:
    """Two large choices in place of one small box; left open it is empty, which is not a yes."""
    return TypedChoiceField(
        label=label,
        help_text=hint,
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value="",
        required=False,
        widget=RadioSelect,
    )
