"""What a patient's browser sends, read strictly."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django import forms
from django.http import HttpRequest

from openkap.records.assessments.services import Given

MOST_AT_ONCE = 200


class IdentityForm(forms.Form):
    """The birth date, or a code that was given in person."""

    day = forms.IntegerField(min_value=1, max_value=31, required=False)
    month = forms.IntegerField(min_value=1, max_value=12, required=False)
    year = forms.IntegerField(min_value=1900, max_value=2100, required=False)
    code = forms.CharField(max_length=12, required=False)


class BadRequestError(ValueError):
    """The browser sent something that our page never sends."""


def taps(request: HttpRequest) -> tuple[UUID, tuple[Given, ...]]:
    """The response and the answers of a JSON body: ``{"response", "answers": [{"id", "item", "value", "at"}]}``."""
    try:
        body = json.loads(request.body)
        rows = body["answers"]
        if not isinstance(rows, list) or len(rows) > MOST_AT_ONCE:
            raise BadRequestError
        given = tuple(
            Given(UUID(r["id"]), str(r["item"]), _whole(r["value"]), datetime.fromtimestamp(r["at"] / 1000, UTC))
            for r in rows
        )
        return UUID(body["response"]), given
    except (ValueError, KeyError, TypeError, OverflowError, OSError, RecursionError):
        raise BadRequestError from None


def tap(request: HttpRequest, now: datetime) -> tuple[UUID, tuple[Given, ...]]:
    """The same from a form without script: one answer. Sending the page twice is one tap."""
    try:
        response, item, nonce = UUID(request.POST["response"]), request.POST["item"], UUID(request.POST["nonce"])
        value = request.POST.get(item)
        if value is None:
            return response, ()
        return response, (Given(uuid5(nonce, f"{item}:{value}"), item, int(value), now),)
    except (ValueError, KeyError):
        raise BadRequestError from None


def _whole(value: object) -> int:
    if type(value) is not int:
        raise BadRequestError
    return value
