"""Everything that eligibility rests on, put together: vocabulary, formulary, criteria, interactions, and their pins."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from openkap.clinical.eligibility.definitions import Criterion, Formulary, Ingredient, Relative, Rule, Rulebook
from openkap.clinical.eligibility.operators import facts_of, limits_of
from openkap.clinical.facts import Meaning, Vocabulary
from openkap.clinical.sources import Pin
from openkap.clinical.values import Snomed
from openkap.content import catalogue, loader
from openkap.content.catalogue import Entry
from openkap.content.loader import ContentError
from openkap.content.readers import facts

KINDS = ("criteria", "interactions", "medicines", "dosewords", "valuesets", "products")
FACTS = "facts"

Shelf = dict[str, tuple[Entry, ...]]


def vocabulary() -> Vocabulary:
    """The facts, and every code that means one, as they are in force."""
    return rulebook().vocabulary


def formulary() -> Formulary:
    """Every known name of every ingredient, as it is in force."""
    return rulebook().formulary


@cache
def rulebook() -> Rulebook:
    """The newest version of every rule, checked against the vocabulary and the classes it names."""
    return _bound(_facts_document(None), {kind: catalogue.entries(kind) for kind in KINDS})


@cache
def pinned(pins: tuple[Pin, ...]) -> Rulebook:
    """The rules exactly as a decision used them; ContentError when a file has gone or means something else now."""
    own = next((p for p in pins if p.kind == FACTS), None)
    document = _facts_document(own.version if own else None)
    if own and loader.digest(document) != own.digest:
        raise changed(own)
    shelf: dict[str, list[Entry]] = {kind: [] for kind in KINDS}
    for pin in pins:
        if pin.kind != FACTS:
            entry = catalogue.entry(pin.kind, pin.id, pin.version)
            if entry.pin.digest != pin.digest:
                raise changed(pin)
            shelf[pin.kind].append(entry)
    return _bound(document, {kind: tuple(entries) for kind, entries in shelf.items()})


def changed(pin: Pin) -> ContentError:
    """What to say when a file no longer means what a decision rested on."""
    problem = f"version {pin.version} no longer means what a decision rested on."
    return ContentError(f"{pin.kind}/{pin.id}", "", problem, "Restore the released file; a change is a new version.")


def _facts_document(version: str | None) -> dict[str, Any]:
    """``facts.yaml``; an older version stands beside it as ``facts.1.0.0.yaml``."""
    newest = loader.read(loader.HOME / "facts.yaml", "facts")
    if version is None or newest["version"] == version:
        return newest
    return loader.read(loader.HOME / f"facts.{version}.yaml", "facts")


def _bound(document: dict[str, Any], shelf: Shelf) -> Rulebook:
    own = Pin(FACTS, FACTS, str(document["version"]), loader.digest(document))
    made = Rulebook(
        criteria=tuple(sorted((e.value for e in shelf["criteria"]), key=_unnumbered_first)),
        interactions=tuple(sorted((e.value for e in shelf["interactions"]), key=lambda i: i.label)),
        formulary=_formulary(shelf),
        vocabulary=_vocabulary(document, shelf),
        pins=(own, *(e.pin for kind in KINDS for e in shelf[kind])),
        relatives=_relatives(shelf),
    )
    for criterion in made.criteria:
        _check(criterion.pin, (criterion.when,), made.vocabulary)
    for interaction in made.interactions:
        _check(interaction.pin, filter(None, (interaction.hard_when, interaction.when)), made.vocabulary)
        _check_classes(interaction.pin, interaction.classes, shelf)
    return made


def _vocabulary(document: dict[str, Any], shelf: Shelf) -> Vocabulary:
    """A value set must be named after the fact it states."""
    definitions = facts.read(document)
    codes: dict[tuple[str, str], tuple[Meaning, ...]] = dict(facts.loinc_meanings(document))
    stems: dict[str, tuple[Meaning, ...]] = {}
    for entry in shelf["valuesets"]:
        if entry.pin.id not in definitions:
            problem = "there is no such fact in facts.yaml."
            raise ContentError(f"valuesets/{entry.pin.id}", "id", problem, "Name the value set after its fact.")
        for code, meaning in entry.value.snomed.items():
            codes[Snomed.system, code] = (*codes.get((Snomed.system, code), ()), meaning)
        for stem, meaning in entry.value.stems.items():
            stems[stem] = (*stems.get(stem, ()), meaning)
    return Vocabulary(definitions, codes, stems)


def _formulary(shelf: Shelf) -> Formulary:
    """Every name of every ingredient with all its classes. A name that means two ingredients is refused."""
    classes: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    known: dict[str, str] = {}
    for entry in shelf["medicines"]:
        for name, ingredient in entry.value.names.items():
            if names.setdefault(name, ingredient) != ingredient:
                problem = f"{name!r} also names {names[name]!r}."
                raise ContentError(f"medicines/{entry.pin.id}", name, problem, "A name means one ingredient.")
            classes.setdefault(ingredient, set()).add(entry.pin.id)
        known.update(entry.value.products)
    words = [entry.value for entry in shelf["dosewords"]]
    made = {ingredient: Ingredient(ingredient, frozenset(found)) for ingredient, found in classes.items()}
    return Formulary(
        names={name: made[ingredient] for name, ingredient in names.items()},
        neutral=frozenset().union(*(w.neutral for w in words)),
        salts=frozenset().union(*(w.salts for w in words)),
        products=known,
    )


def _relatives(shelf: Shelf) -> dict[str, Relative]:
    """Which product each is judged as where no criterion names it."""
    known = {entry.pin.id for entry in shelf["products"]}
    found = {e.pin.id: e.value.screened_as for e in shelf["products"] if e.value.screened_as is not None}
    for id_, borrowed in found.items():
        if borrowed.product not in known - found.keys():
            problem = f"it is screened as {borrowed.product!r}, which has no criteria of its own."
            raise ContentError(f"products/{id_}", "screened-as", problem, "Name a product that criteria name.")
    return {id_: Relative(s.product, s.same_label) for id_, s in found.items()}


def _unnumbered_first(criterion: Criterion) -> tuple[bool, str]:
    return criterion.label.startswith("C"), criterion.label


def _check(pin: Pin, rules: Iterable[Rule], words: Vocabulary) -> None:
    """A rule may name only facts of the vocabulary, and give a limit only in the unit that the fact is kept in."""
    place = f"{pin.kind}/{pin.id}"
    for rule in rules:
        for code in facts_of(rule):
            if code not in words.definitions:
                raise ContentError(place, "when", f"there is no fact {code!r}.", "Add it to facts.yaml.")
        for limit in limits_of(rule):
            unit = words.definitions[limit.fact].unit
            if limit.unit != unit:
                problem = f"{limit.fact} is kept in {unit}, not in {limit.unit}."
                raise ContentError(place, "when", problem, f"Write the limit in {unit}.")


def _check_classes(pin: Pin, classes: Iterable[str], shelf: Shelf) -> None:
    known = {entry.pin.id for entry in shelf["medicines"]}
    for name in sorted(set(classes) - known):
        problem = f"there is no class {name!r}."
        raise ContentError(f"{pin.kind}/{pin.id}", "classes", problem, "Add medicines/ID.v1.yaml.")


def products() -> tuple[str, ...]:
    """Every product there is: each is screened, by its own criteria or those of its relative."""
    return catalogue.ids("products")
