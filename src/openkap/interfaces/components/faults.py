"""Pages for what went wrong: in words, with the right status, and without anything about a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, with the words that the refusal gave."""
    return render(request, "403.html", {"words": str(exception)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """400."""
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (as above)
    """404, the same for what is another site's and what does not exist."""
    return render(request, "404.html", status=404)


def fault(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (as above)
    """500. It needs no database, no sign-in and no frame, for any of them may be the fault."""
    return render(None, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (as above)
    """403 for a form that was open too long."""
    return render(request, "csrf.html", status=403)
