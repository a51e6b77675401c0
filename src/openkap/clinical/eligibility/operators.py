"""The closed vocabulary of operators. What does not fit becomes a new, tested operator here, never code in YAML."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from operator import ge, gt, lt

from openkap.clinical.eligibility.definitions import Rule
from openkap.clinical.eligibility.findings import Judgement, all_judgement, any_judgement, negated
from openkap.clinical.eligibility.medicines import MedicineList
from openkap.clinical.eligibility.standing import (
    began_within,
    condition,
    is_current,
    is_weak,
    on,
    quantity,
    statement,
)
from openkap.clinical.facts import Chart, FactDefinition, Vocabulary
from openkap.clinical.values import Truth, Unknown

BIRTH = "birth-date"
DEATH = "deceased"


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything a rule may look at. ``hard`` says whether a medicine asks for hard review."""

    chart: Chart
    vocabulary: Vocabulary
    medicines: MedicineList
    hard: Judgement

    def definition(self, rule: Rule) -> FactDefinition:
        """The definition of the fact that the rule is about."""
        return self.vocabulary.definitions[rule.fact]


Operator = Callable[[Rule, Situation], Judgement]


def _truth(*, yes: bool) -> Truth:
    return Truth.TRUE if yes else Truth.FALSE


def _ever(rule: Rule, now: Situation) -> Judgement:
    return condition(now.chart, now.definition(rule), lambda _fact: True)


def _current(rule: Rule, now: Situation) -> Judgement:
    return condition(now.chart, now.definition(rule), is_current(now.chart.as_of))


def _within(rule: Rule, now: Situation) -> Judgement:
    return condition(now.chart, now.definition(rule), began_within(rule.window or timedelta(), now.chart.as_of))


def _confirmed(rule: Rule, now: Situation) -> Judgement:
    """True only when a named person said so: an imported diagnosis is a claim that still wants its clinician."""
    definition = now.definition(rule)
    known, fact = statement(now.chart, definition)
    facts = (fact,) if fact else ()
    if isinstance(known, Unknown):
        claims = tuple(f for f in now.chart.of(rule.fact) if not f.asserted_by)
        reason = f"{definition.display}: on record, but no clinician here has confirmed it." if claims else known.detail
        return Judgement(Truth.UNKNOWN, facts or claims, (reason,), (rule.fact,))
    who = f"{fact.asserted_by}, {on(fact.at)}" if fact else ""
    word = "yes" if known.value else "no"
    return Judgement(_truth(yes=known.value is True), facts, (f"{definition.display}: {word} ({who}).",))


def _compared(
    rule: Rule, now: Situation, *, test: Callable[[Decimal, Decimal], bool], words: str, named: bool = False
) -> Judgement:
    definition, limit = now.definition(rule), rule.value or Decimal()
    known, fact = quantity(now.chart, definition, named=named)
    facts = (fact,) if fact else ()
    if isinstance(known, Unknown):
        return Judgement(Truth.UNKNOWN, facts, (known.detail,), (rule.fact,))
    holds = test(known.value, limit)
    if not holds and fact is not None and is_weak(fact):
        reason = f"{definition.display}: the code it came under is not verified, so it cannot clear."
        return Judgement(Truth.UNKNOWN, facts, (reason,), (rule.fact,))
    said = f"{definition.display} {known.value:f} {definition.unit} of {on(fact.at) if fact else ''} is "
    said += f"{'' if holds else 'not '}{words} {limit:f} {definition.unit}."
    return Judgement(_truth(yes=holds), facts, (said,), weak=fact is not None and is_weak(fact))


def _is(rule: Rule, now: Situation) -> Judgement:
    definition = now.definition(rule)
    known, fact = statement(now.chart, definition)
    facts = (fact,) if fact else ()
    if isinstance(known, Unknown):
        return Judgement(Truth.UNKNOWN, facts, (known.detail,), (rule.fact,))
    who = f" ({fact.asserted_by}, {on(fact.at)})" if fact else ""
    return Judgement(_truth(yes=known.value in rule.one_of), facts, (f"{definition.display}: {known.value}{who}.",))


def _recorded(rule: Rule, now: Situation) -> Judgement:
    """True when a measurement may be used today; never false, for silence is not an answer."""
    definition = now.definition(rule)
    known, fact = quantity(now.chart, definition, named=False)
    facts = (fact,) if fact else ()
    if isinstance(known, Unknown) or (fact is not None and is_weak(fact)):
        detail = known.detail if isinstance(known, Unknown) else f"{definition.display}: its code is not verified."
        return Judgement(Truth.UNKNOWN, facts, (detail,), (rule.fact,))
    return Judgement(Truth.TRUE, facts, (f"{definition.display}: {known.value:f} {definition.unit}.",))


def years_between(born: date, day: date) -> int:
    """Completed years of age; somebody born on 29 February comes of age on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _age_below(rule: Rule, now: Situation) -> Judgement:
    """True when any birth date on record makes the person too young; two that differ never clear a child."""
    births = now.chart.of(BIRTH)
    dates = [b.value for b in births if isinstance(b.value, date)]
    if not dates:
        return Judgement(Truth.UNKNOWN, births, ("The birth date is not known.",), (BIRTH,))
    limit, age = rule.value or Decimal(), years_between(max(dates), now.chart.as_of.date())
    below = age < limit
    return Judgement(_truth(yes=below), births, (f"Age {age} is {'' if below else 'not '}below {limit}.",))


def _died(_rule: Rule, now: Situation) -> Judgement:
    """A record says so when a person has died; that it does not say so is how records say that a person lives."""
    deaths = tuple(f for f in now.chart.of(DEATH) if f.value is not False)
    if deaths:
        return Judgement(Truth.TRUE, deaths, (f"The record says that the person has died ({on(deaths[-1].at)}).",))
    return Judgement(Truth.FALSE, (), ("The record holds no death.",))


def _takes(rule: Rule, now: Situation) -> Judgement:
    return takes(frozenset(rule.one_of), now.medicines)


def takes(classes: frozenset[str], medicines: MedicineList) -> Judgement:
    """Whether the person takes a medicine of these classes; false only when the list was reviewed and all placed."""
    found = medicines.of_classes(classes)
    if found:
        return Judgement(
            Truth.TRUE,
            tuple(m.fact for m in found),
            tuple(f"Takes {m.text} (on record {on(m.fact.at)})." for m in found),
        )
    if medicines.is_settled:
        facts = (medicines.review,) if medicines.review else ()
        return Judgement(Truth.FALSE, facts, ("No such medicine on the reviewed list.",))
    return Judgement(Truth.UNKNOWN, (), ("The medicines are not all known.",), ("medicines-reviewed",))


def lingers(classes: frozenset[str], window: timedelta, now: Situation) -> Judgement:
    """Whether such a medicine was stopped less than ``window`` ago; unknown when nobody wrote down when."""
    found = now.medicines.stopped_of(classes)
    recent = tuple(m for m in found if m.fact.ended_at and now.chart.as_of - m.fact.ended_at < window)
    if recent:
        reasons = tuple(f"Took {m.text} until {on(m.fact.ended_at)}." for m in recent if m.fact.ended_at)
        return Judgement(Truth.TRUE, tuple(m.fact for m in recent), reasons)
    undated = tuple(m for m in found if m.fact.ended_at is None)
    if undated:
        reasons = tuple(f"{m.text} was stopped, and the day is not on record." for m in undated)
        return Judgement(Truth.UNKNOWN, tuple(m.fact for m in undated), reasons, ("medicines-reviewed",))
    return Judgement(Truth.FALSE, tuple(m.fact for m in found))


def _unrecognised(_rule: Rule, now: Situation) -> Judgement:
    """Unknown while a medicine cannot be placed: not recognised is never silently safe."""
    unplaced = now.medicines.unrecognised
    if unplaced:
        reasons = tuple(f"Not recognised: {m.text}." for m in unplaced)
        return Judgement(Truth.UNKNOWN, tuple(m.fact for m in unplaced), reasons, ("medicine-placement",))
    placed = tuple(m.fact for m in now.medicines.current)
    reason = "Every medicine on record is placed." if placed else "No medicine is on record."
    return Judgement(Truth.FALSE, placed, (reason,))


def _unreviewed(_rule: Rule, now: Situation) -> Judgement:
    review = now.medicines.review
    if review is None:
        return Judgement(Truth.UNKNOWN, (), (now.medicines.why_not_reviewed,), ("medicines-reviewed",))
    return Judgement(Truth.FALSE, (review,), (f"Reviewed by {review.asserted_by}, {on(review.at)}.",))


def _hard_interaction(_rule: Rule, now: Situation) -> Judgement:
    return now.hard


def _any(rule: Rule, now: Situation) -> Judgement:
    return any_judgement(tuple(judge(part, now) for part in rule.parts))


def _all(rule: Rule, now: Situation) -> Judgement:
    return all_judgement(tuple(judge(part, now) for part in rule.parts))


def _not(rule: Rule, now: Situation) -> Judgement:
    return negated(judge(rule.parts[0], now))


OPERATORS: Mapping[str, Operator] = {
    "any": _any,
    "all": _all,
    "not": _not,
    "ever": _ever,
    "current": _current,
    "within": _within,
    "confirmed": _confirmed,
    "above": partial(_compared, test=gt, words="above"),
    "at-least": partial(_compared, test=ge, words="at least"),
    "below": partial(_compared, test=lt, words="below"),
    "stated-below": partial(_compared, test=lt, words="below", named=True),
    "is": _is,
    "recorded": _recorded,
    "age-below": _age_below,
    "died": _died,
    "takes": _takes,
    "unrecognised-medicine": _unrecognised,
    "unreviewed-medicines": _unreviewed,
    "hard-interaction": _hard_interaction,
}


def judge(rule: Rule, now: Situation) -> Judgement:
    """The truth of a rule in this situation, with reasons."""
    return OPERATORS[rule.operator](rule, now)


def limits_of(rule: Rule) -> tuple[Rule, ...]:
    """Every comparison with a number inside a rule, so that its unit can be held against the vocabulary."""
    own = (rule,) if rule.fact and rule.value is not None else ()
    return own + tuple(limit for part in rule.parts for limit in limits_of(part))


def facts_of(rule: Rule) -> tuple[str, ...]:
    """Every fact a rule looks at, in order: what a form must be able to ask for it."""
    own = (rule.fact,) if rule.fact else ()
    return tuple(dict.fromkeys(own + tuple(f for part in rule.parts for f in facts_of(part))))
