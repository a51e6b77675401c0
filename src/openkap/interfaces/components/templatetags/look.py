"""Icons, states and marks: ``{% load look %}``. A state always has a shape and a word; colour repeats it."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from openkap.clinical.sources import Verification

register = template.Library()
STATES = ("ok", "due", "late", "alert", "stop", "raised", "unknown", "off")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by its Lucide name, or ``s-`` and a state. Without a label it is decoration beside a word."""
    drawing = format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )
    return format_html('{}<span class="vh">{}</span>', drawing, label) if label else drawing


def _state(kind: str, state: str, words: str) -> SafeString:
    if state not in STATES:
        raise ValueError(f"{state!r} is no state. Use one of: {', '.join(STATES)}.")
    return format_html('<span class="{}">{}{}</span>', f"{kind} {kind}-{state}", icon(f"s-{state}"), words)


@register.simple_tag
def tag(state: str, words: str) -> SafeString:
    """A state in a line of text: ``{% tag "unknown" "Unknown" %}``."""
    return _state("tag", state, words)


@register.simple_tag
def chip(state: str, words: str) -> SafeString:
    """A state as a filled label, for what someone must act on: ``{% chip "late" "7 min late" %}``."""
    return _state("chip", state, words)


@register.simple_tag
def basis_mark(verification: Verification | str, owner: str = "") -> SafeString | str:
    """The mark beside a rule: *Site policy* with its owner, or *Unverified*; nothing beside a source that was read."""
    standing = Verification(verification)
    if standing is Verification.POLICY:
        return format_html(
            '<span class="mark">{}Site policy{}</span>', icon("building-2"), f" · {owner}" if owner else ""
        )
    if standing is Verification.UNVERIFIED:
        return format_html('<span class="mark mark-unverified">{}Unverified</span>', icon("circle-dashed"))
    if standing is Verification.RESTATED:
        return format_html('<span class="mark">{}</span>', "Second-hand source")
    return ""
