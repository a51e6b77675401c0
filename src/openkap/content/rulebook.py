"""Everything that eligibility rests on, put together: vocabulary, formulary, criteria, interactions, and their pins."""

from collections.abc import Iterable
from functools import cache

from openkap.clinical.eligibility.definitions import Criterion, Formulary, Ingredient, Rule, Rulebook
from openkap.clinical.eligibility.operators import facts_of, limits_of
from openkap.clinical.facts import Meaning, Vocabulary
from openkap.clinical.sources import Pin
from openkap.clinical.values import Snomed
from openkap.content import catalogue, loader
from openkap.content.loader import ContentError
from openkap.content.readers import facts


def _document() -> dict[str, object]:
    return loader.read(loader.HOME / "facts.yaml", "facts")


@cache
def vocabulary() -> Vocabulary:
    """The facts, and every code that means one. A value set must be named after the fact it states."""
    document = _document()
    definitions = facts.read(document)
    codes: dict[tuple[str, str], tuple[Meaning, ...]] = dict(facts.loinc_meanings(document))
    stems: dict[str, tuple[Meaning, ...]] = {}
    for entry in catalogue.entries("valuesets"):
        if entry.pin.id not in definitions:
            problem = "there is no such fact in facts.yaml."
            raise ContentError(f"valuesets/{entry.pin.id}", "id", problem, "Name the value set after its fact.")
        for code, meaning in entry.value.snomed.items():
            codes[Snomed.system, code] = (*codes.get((Snomed.system, code), ()), meaning)
        for stem, meaning in entry.value.stems.items():
            stems[stem] = (*stems.get(stem, ()), meaning)
    return Vocabulary(definitions, codes, stems)


@cache
def formulary() -> Formulary:
    """Every known name of every ingredient with all its classes. A name that means two ingredients is refused."""
    classes: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    products: dict[str, str] = {}
    for entry in catalogue.entries("medicines"):
        for name, ingredient in entry.value.names.items():
            if names.setdefault(name, ingredient) != ingredient:
                problem = f"{name!r} also names {names[name]!r}."
                raise ContentError(f"medicines/{entry.pin.id}", name, problem, "A name means one ingredient.")
            classes.setdefault(ingredient, set()).add(entry.pin.id)
        products.update(entry.value.products)
    words = [entry.value for entry in catalogue.entries("dosewords")]
    made = {ingredient: Ingredient(ingredient, frozenset(found)) for ingredient, found in classes.items()}
    return Formulary(
        names={name: made[ingredient] for name, ingredient in names.items()},
        neutral=frozenset().union(*(w.neutral for w in words)),
        salts=frozenset().union(*(w.salts for w in words)),
        products=products,
    )


@cache
def rulebook() -> Rulebook:
    """The newest version of every rule, checked against the vocabulary and the classes it names."""
    criteria = tuple(sorted((e.value for e in catalogue.entries("criteria")), key=_unnumbered_first))
    interactions = tuple(sorted((e.value for e in catalogue.entries("interactions")), key=lambda i: i.label))
    for criterion in criteria:
        _check(criterion.pin, (criterion.when,))
    for interaction in interactions:
        _check(interaction.pin, (interaction.hard_when,) if interaction.hard_when else ())
        _check_classes(interaction.pin, interaction.classes)
    kinds = ("criteria", "interactions", "medicines", "dosewords", "valuesets")
    own = Pin("facts", "facts", str(_document()["version"]), loader.digest(_document()))
    pins = (own, *(e.pin for kind in kinds for e in catalogue.entries(kind)))
    return Rulebook(criteria, interactions, formulary(), vocabulary(), pins)


def _unnumbered_first(criterion: Criterion) -> tuple[bool, str]:
    return criterion.label.startswith("C"), criterion.label


def _check(pin: Pin, rules: Iterable[Rule]) -> None:
    """A rule may name only facts of the vocabulary, and give a limit only in the unit that the fact is kept in."""
    place, known = f"{pin.kind}/{pin.id}", vocabulary().definitions
    for rule in rules:
        for code in facts_of(rule):
            if code not in known:
                raise ContentError(place, "when", f"there is no fact {code!r}.", "Add it to facts.yaml.")
        for limit in limits_of(rule):
            unit = known[limit.fact].unit
            if limit.unit != unit:
                problem = f"{limit.fact} is kept in {unit}, not in {limit.unit}."
                raise ContentError(place, "when", problem, f"Write the limit in {unit}.")


def _check_classes(pin: Pin, classes: Iterable[str]) -> None:
    for name in classes:
        if name not in catalogue.ids("medicines"):
            problem = f"there is no class {name!r}."
            raise ContentError(f"{pin.kind}/{pin.id}", "classes", problem, "Add medicines/ID.v1.yaml.")


def products() -> tuple[str, ...]:
    """Every product that some criterion speaks about."""
    return tuple(sorted({p for c in rulebook().criteria for s in c.standings for p in s.products}))
