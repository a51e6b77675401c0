"""What stands around a page: navigation by role, the tabs of a person, links to pages that exist."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, resolve, reverse

from openkap.interfaces.components import navigation
from openkap.interfaces.components.patient_head import about, head_of
from openkap.records.audit.acting import Actor

register = template.Library()


@register.simple_tag
def link_to(name: str, *args: Any) -> str:
    """The address of a page by its name, or nothing when no such page is installed."""
    if not name:
        return ""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def open_to_viewer(context: dict[str, Any], name: str, *args: Any) -> str:
    """The address of a page, or nothing when the viewer's roles do not open it: no page shows a closed door."""
    address = link_to(name, *args)
    return address if address and _open_to(address, getattr(context["request"], "actor", None)) else ""


def _open_to(address: str, actor: Actor | None) -> bool:
    rule = getattr(resolve(address).func, "page_rule", None)
    return bool(rule and (actor and actor.has(*rule.roles)))


def _links(context: dict[str, Any], pages: tuple[tuple[str, str], ...], *args: Any) -> list[dict[str, Any]]:
    here = context["request"].path
    actor = getattr(context["request"], "actor", None)
    found = [(label, link_to(name, *args)) for label, name in pages]
    shown = [(label, address) for label, address in found if address and _open_to(address, actor)]
    longest = max((a for _, a in shown if here == a or (a != "/" and here.startswith(a))), key=len, default="")
    return [{"label": label, "address": address, "here": address == longest} for label, address in shown]


@register.simple_tag(takes_context=True)
def main_links(context: dict[str, Any]) -> list[dict[str, Any]]:
    """The main navigation: pages that exist and that the actor's roles may open."""
    return _links(context, navigation.MAIN)


@register.simple_tag(takes_context=True)
def patient_links(context: dict[str, Any], patient_id: Any) -> list[dict[str, Any]]:
    """The tabs of a person: pages that exist and that the actor's roles may open."""
    return _links(context, navigation.PATIENT, patient_id)


@register.inclusion_tag("components/patient_header.html", takes_context=True)
def patient_header(context: dict[str, Any], patient: Any) -> dict[str, Any]:
    """The header of a page about ``patient``."""
    now = context["frame"].now
    return {"head": head_of(patient, about(patient, now), now)}
