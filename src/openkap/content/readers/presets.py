"""Presets of simulated people. What a preset must reproduce stands in it, and a test simulates it."""

from collections.abc import Iterable
from typing import Any

from openkap.clinical.simulation.preset import (
    Amount,
    Arm,
    Effect,
    Kind,
    Leaving,
    Measure,
    Preset,
    Relapse,
    Room,
    Spread,
    Target,
    Therapy,
)
from openkap.clinical.sources import Pin
from openkap.content import catalogue
from openkap.content.catalogue import Entry
from openkap.content.readers.common import basis, prose


def read(document: dict[str, Any], pin: Pin) -> Preset:
    """A preset as the core draws people from it."""
    leaving, relapse, therapy = document["leaving"], document["relapse"], document["therapy"]
    return Preset(
        pin=pin,
        title=document["title"],
        says=prose(document["says"]),
        warnings=tuple(document.get("warnings", ())),
        protocols=tuple(document["protocols"]),
        measures=tuple(_measure(m) for m in document["measures"]),
        arms={Arm(arm): tuple(_kind(k) for k in kinds) for arm, kinds in document["arms"].items()},
        per_dose=_amount(document["per-dose"]),
        noise_days=_amount(document["noise-days"]),
        room=_room(document["room"]),
        effects=tuple(_effect(e) for e in document["effects"]),
        leaving=Leaving(*(_amount(leaving[k]) for k in ("each-week", "each-form", "if-not-better"))),
        relapse=Relapse(
            *(_amount(relapse[k]) for k in ("shape", "scale-weeks", "on-treatment", "falls-back", "over-days"))
        ),
        therapy=Therapy(_amount(therapy["default"]), _amount(therapy["most"])),
        targets=tuple(_target(t) for t in document["targets"]),
    )


def check(entry: Entry) -> Iterable[str]:
    """Names that mean nothing, shares that are no whole, intervals upside down, a therapy effect taken for granted."""
    preset: Preset = entry.value
    known = {"instruments": {m.instrument for m in preset.measures} | {t.instrument for t in preset.targets} - {""},
             "protocols": set(preset.protocols)}  # fmt: skip
    for kind, names in known.items():
        yield from (f"There is no {name!r} in {kind}." for name in sorted(names - set(catalogue.ids(kind))))
    for name in sorted(known["protocols"] & set(catalogue.ids("protocols"))):
        if not catalogue.entry("protocols", name).value.product:
            yield f"The protocol {name} gives no dose. People are simulated around doses."
    for arm, kinds in preset.arms.items():
        if abs(sum(k.share.value for k in kinds) - 1) > 1e-9:
            yield f"The classes of {arm} do not add up to everybody."
    for target in preset.targets:
        if not target.low <= target.value <= target.high:
            yield f"{target.id}: the value lies outside its interval."
        if target.instrument and preset.measure(target.instrument) is None:
            yield f"{target.id}: nobody here answers {target.instrument}."
    if preset.therapy.default.value != 0:
        yield "The increment of psychotherapy is zero unless somebody asks: no source shows another."


def _amount(a: dict[str, Any]) -> Amount:
    low, high = (float(a[k]) if k in a else None for k in ("low", "high"))
    return Amount(float(a["value"]), basis(a["basis"]), low, high)


def _spread(s: dict[str, Any]) -> Spread:
    return Spread(_amount(s["mean"]), _amount(s["sd"]))


def _measure(m: dict[str, Any]) -> Measure:
    entry = _amount(m["entry-at-least"]) if "entry-at-least" in m else None
    return Measure(
        m["instrument"], _spread(m["baseline"]), _amount(m["noise-sd"]), _amount(m["follows"]), entry,
        tuple(m.get("late", ())),
    )  # fmt: skip


def _kind(k: dict[str, Any]) -> Kind:
    return Kind(k["name"], _amount(k["share"]), _spread(k["gains"]))


def _effect(e: dict[str, Any]) -> Effect:
    control = _amount(e["control"]) if "control" in e else None
    return Effect(e["id"], _amount(e["people"]), _amount(e["again"]), control, e.get("symptom", ""))


def _room(r: dict[str, Any]) -> Room:
    return Room(
        systolic=_spread(r["systolic"]),
        diastolic=_spread(r["diastolic"]),
        systolic_at_most=_amount(r["systolic-at-most"]),
        diastolic_at_most=_amount(r["diastolic-at-most"]),
        systolic_rise=_spread(r["systolic-rise"]),
        diastolic_rise=_spread(r["diastolic-rise"]),
        pressure_noise_sd=_amount(r["pressure-noise-sd"]),
        peak_min=_amount(r["peak-min"]),
        fades_min=_amount(r["fades-min"]),
        sedation=_effect(r["sedation"]),
        deep_sedation=_amount(r["deep-sedation"]),
        dissociation=_effect(r["dissociation"]),
        marked_dissociation=_amount(r["marked-dissociation"]),
        over_min=_spread(r["over-min"]),
    )


def _target(t: dict[str, Any]) -> Target:
    return Target(
        id=t["id"],
        says=t["says"],
        of=t["of"],
        arm=Arm(t["arm"]),
        low=float(t["low"]),
        high=float(t["high"]),
        value=float(t["value"]),
        basis=basis(t["basis"]),
        instrument=t.get("instrument", ""),
        at_day=t.get("at-day", 0),
        what=t.get("what", ""),
    )
