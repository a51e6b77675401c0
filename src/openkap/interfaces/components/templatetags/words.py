"""``{% load words %}``: numbers, times and ages as the clinic writes them."""

from django import template

from openkap.interfaces.components import wording

register = template.Library()
for phrase in (
    wording.clock,
    wording.day,
    wording.short_day,
    wording.visit_day,
    wording.quantity,
    wording.since_dose,
    wording.age_of_fact,
    wording.open_for,
):
    register.filter(phrase.__name__, phrase)
