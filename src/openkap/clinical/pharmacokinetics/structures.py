"""The structures that published models have: a closed list. Each turns parameters into compartments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from openkap.clinical.pharmacokinetics.compartments import Array
from openkap.clinical.pharmacokinetics.system import PER_L, Door, System

KETAMINE, NORKETAMINE, HYDROXYNORKETAMINE = 237.73, 223.70, 239.70  # g/mol
Values = Mapping[str, Array]  # by parameter, (people,), in L, L/min, 1/min, min or 1


@dataclass(frozen=True, slots=True)
class Structure:
    """How a kind of model is built, and which parameters it must and may have."""

    build: Callable[[Values], System]
    needs: frozenset[str]
    may_have: frozenset[str] = frozenset()


class _Rates:
    """Collects flows between named compartments; ``rates`` are then the matrices."""

    def __init__(self, values: Values, *names: str) -> None:
        self.people = len(next(iter(values.values())))
        self.at = {name: i for i, name in enumerate(names)}
        self.rates = np.zeros((self.people, len(names), len(names)))
        self.outputs: dict[str, Array] = {}

    def flow(self, start: str, rate: Array, to: str = "", share: Array | float = 1.0) -> None:
        """``start`` loses ``rate`` per minute; ``share`` of it reaches ``to``, or it leaves the body."""
        i = self.at[start]
        self.rates[:, i, i] -= rate
        if to:
            self.also(start, rate, to, share)

    def also(self, start: str, rate: Array, to: str, share: Array | float) -> None:
        """A further share of a flow that was counted as lost already."""
        self.rates[:, self.at[to], self.at[start]] += share * rate

    def exchange(self, one: str, other: str, flow: Array, volumes: tuple[Array, Array]) -> None:
        """Both ways at a flow in L/min between two volumes in L."""
        self.flow(one, flow / volumes[0], other)
        self.flow(other, flow / volumes[1], one)

    def read(self, analyte: str, name: str, volume: Array, weight: float = 1.0) -> None:
        """``analyte`` is what stands in a compartment; ``weight`` turns mg of ketamine into mg of the analyte."""
        row = np.zeros(self.rates.shape[:2])
        row[:, self.at[name]] = weight * PER_L / volume
        self.outputs[analyte] = row

    def door(self, name: str, fraction: Array | float = 1.0, over_min: Array | None = None) -> Door:
        """A way in."""
        return Door(self.at[name], np.broadcast_to(np.asarray(fraction, float), (self.people,)), over_min)


def hepatic(p: Values) -> System:
    """Nasal, swallowed and oral drug with a separate liver, after Perez-Ruixo 2021."""
    names = ("nose", "swallowed", "oral", "central", "shallow", "deep", "liver", "metabolite", "metabolite-deep")
    r, vc = _Rates(p, *names), p["volume-central"]
    r.flow("nose", p["absorption-nasal"], "central")
    r.flow("swallowed", p["absorption-swallowed"], "liver")
    r.flow("oral", p["absorption-oral"], "liver")
    r.exchange("central", "shallow", p["flow-shallow"], (vc, p["volume-shallow"]))
    r.exchange("central", "deep", p["flow-deep"], (vc, p["volume-deep"]))
    r.exchange("central", "liver", p["flow-liver"], (vc, p["volume-liver"]))
    r.flow("liver", p["elimination"])
    r.flow("liver", p["metabolism"], "metabolite")
    r.flow("metabolite", p["clearance-metabolite"] / p["volume-metabolite"])
    volumes = (p["volume-metabolite"], p["volume-metabolite-deep"])
    r.exchange("metabolite", "metabolite-deep", p["flow-metabolite"], volumes)
    r.read("ketamine", "central", vc)
    r.read("norketamine", "metabolite", p["volume-metabolite"])

    def device(fraction: Array) -> tuple[Door, ...]:
        swallowed = r.door("swallowed", (1 - fraction) * p["fraction-gut"], p["duration-swallowed"])
        return r.door("nose", fraction), swallowed

    first = p["fraction-nasal"]
    doors = {"device": device(first), "device-next": device(first * p["fraction-nasal-next"])}
    doors |= {"oral": (r.door("oral", p["fraction-gut"], p["duration-oral"]),), "iv": (r.door("central"),)}
    return System(r.rates, r.outputs, doors)


def mammillary(p: Values) -> System:
    """A central compartment with one or two beside it; absorption, a metabolite, an effect site if they are given."""
    r, v1 = _Rates(p, "depot", "central", "second", "third", "metabolite", "metabolite-deep", "effect"), p["volume-1"]
    r.flow("central", p["clearance"] / v1, "metabolite")
    for name, n in (("second", 2), ("third", 3)):
        if f"volume-{n}" in p:
            r.exchange("central", name, p[f"flow-{n}"], (v1, p[f"volume-{n}"]))
    if "volume-metabolite" in p:
        vm = p["volume-metabolite"]
        r.flow("metabolite", p["clearance-metabolite"] / vm)
        r.exchange("metabolite", "metabolite-deep", p["flow-metabolite"], (vm, p["volume-metabolite-deep"]))
        r.read("norketamine", "metabolite", vm)
    if "effect-site-rate" in p:
        r.rates[:, r.at["effect"], r.at["central"]] = p["effect-site-rate"]  # it takes nothing out of the blood
        r.rates[:, r.at["effect"], r.at["effect"]] = -p["effect-site-rate"]
        r.read("effect-site", "effect", v1)
    r.read("ketamine", "central", v1)
    doors: dict[str, tuple[Door, ...]] = {"iv": (r.door("central"),)}
    if "absorption" in p:
        r.flow("depot", p["absorption"], "central")
        doors["absorbed"] = (r.door("depot", p["bioavailability"]),)
    return System(r.rates, r.outputs, doors)


def film(p: Values) -> System:
    """A film held in the mouth, with two metabolites and the delays between them, after Simons 2022."""
    names = ("mucosa", "gut", "gut-delay", "central", "second", "third", "to-nk-1", "to-nk-2", "nk", "nk-deep",
             "to-hnk-1", "to-hnk-2", "hnk", "hnk-deep")  # fmt: skip
    r, v1, vh = _Rates(p, *names), p["volume-1"], p["volume-hydroxynorketamine"]
    r.flow("mucosa", p["absorption-mucosa"], "central")
    r.flow("gut", p["absorption-gut"], "gut-delay")
    r.flow("gut-delay", 1 / p["delay-gut"], "to-nk-1", p["share-norketamine"])
    r.exchange("central", "second", p["flow-2"], (v1, p["volume-2"]))
    r.exchange("central", "third", p["flow-3"], (v1, p["volume-3"]))
    r.flow("central", p["clearance"] / v1, "to-nk-1", p["share-norketamine"])
    r.flow("to-nk-1", 2 / p["delay-norketamine"], "to-nk-2")
    r.flow("to-nk-2", 2 / p["delay-norketamine"], "nk")
    r.exchange("nk", "nk-deep", p["flow-norketamine"], (v1, p["volume-norketamine-deep"]))
    r.flow("nk", p["clearance-norketamine"] / v1, "to-hnk-1", p["share-hydroxynorketamine"])
    r.flow("to-hnk-1", 2 / p["delay-hydroxynorketamine"], "to-hnk-2")
    r.flow("to-hnk-2", 2 / p["delay-hydroxynorketamine"], "hnk")
    r.flow("hnk", p["clearance-hydroxynorketamine"] / vh)
    r.exchange("hnk", "hnk-deep", p["flow-hydroxynorketamine"], (vh, p["volume-hydroxynorketamine-deep"]))
    r.read("ketamine", "central", v1)
    r.read("norketamine", "nk", v1, NORKETAMINE / KETAMINE)
    r.read("hydroxynorketamine", "hnk", vh, HYDROXYNORKETAMINE / KETAMINE)
    mouth = r.door("mucosa", p["fraction-mucosa"], p["duration-mucosa"])
    gut = r.door("gut", p["fraction-gut"], p["duration-gut"])
    return System(r.rates, r.outputs, {"film": (mouth, gut), "iv": (r.door("central"),)})


def well_stirred(p: Values) -> System:
    """Swallowed drug through gut wall and liver in closed form, its metabolite made in both, after Ashraf 2018."""
    r = _Rates(p, "depot", "central", "shallow", "deep", "metabolite", "metabolite-deep")
    vc, vm, liver = p["volume-central"], p["volume-metabolite"], p["flow-liver"]
    villous = p["share-villous"] * liver
    gut = villous * p["permeability"] / (villous + p["permeability"])
    past_gut = gut / (gut + p["clearance-gut"])
    past_gut_made = villous / (villous + p["clearance-gut-metabolite"])  # made in the wall: it need not pass into it
    taken = _extracted(liver, p["clearance-intrinsic"] * p["free-share"] / p["blood-plasma"])
    taken_made = _extracted(liver, p["clearance-intrinsic-metabolite"] * p["free-share-metabolite"])
    made = (past_gut * taken + (1 - past_gut) * past_gut_made) * (1 - taken_made)
    r.flow("depot", p["absorption"], "central", past_gut * (1 - taken))
    r.also("depot", p["absorption"], "metabolite", made)
    r.flow("central", liver * taken / vc, "metabolite", 1 - taken_made)
    r.exchange("central", "shallow", p["flow-shallow"], (vc, p["volume-shallow"]))
    r.exchange("central", "deep", p["flow-deep"], (vc, p["volume-deep"]))
    r.flow("metabolite", liver * taken_made / vm)
    r.exchange("metabolite", "metabolite-deep", p["flow-metabolite"], (vm, p["volume-metabolite-deep"]))
    r.read("ketamine", "central", vc)
    r.read("norketamine", "metabolite", vm)
    return System(r.rates, r.outputs, {"oral": (r.door("depot"),), "iv": (r.door("central"),)})


def _extracted(flow: Array, intrinsic: Array) -> Array:
    """The share a well-stirred organ takes out of what flows through it."""
    return intrinsic / (flow + intrinsic)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


STRUCTURES: Mapping[str, Structure] = {
    "hepatic": Structure(
        hepatic,
        _set(
            "fraction-nasal fraction-nasal-next absorption-nasal duration-swallowed absorption-swallowed duration-oral "
            "absorption-oral fraction-gut volume-central volume-shallow volume-deep flow-shallow flow-deep flow-liver "
            "volume-liver elimination metabolism volume-metabolite volume-metabolite-deep clearance-metabolite "
            "flow-metabolite"
        ),
    ),
    "mammillary": Structure(
        mammillary,
        _set("volume-1 clearance flow-2 volume-2"),
        _set(
            "flow-3 volume-3 absorption bioavailability effect-site-rate volume-metabolite clearance-metabolite "
            "flow-metabolite volume-metabolite-deep"
        ),
    ),
    "film": Structure(
        film,
        _set(
            "fraction-mucosa duration-mucosa absorption-mucosa fraction-gut duration-gut absorption-gut delay-gut "
            "volume-1 volume-2 volume-3 clearance flow-2 flow-3 delay-norketamine share-norketamine "
            "volume-norketamine-deep clearance-norketamine flow-norketamine delay-hydroxynorketamine "
            "share-hydroxynorketamine volume-hydroxynorketamine volume-hydroxynorketamine-deep "
            "clearance-hydroxynorketamine flow-hydroxynorketamine"
        ),
    ),
    "well-stirred": Structure(
        well_stirred,
        _set(
            "absorption volume-central volume-shallow volume-deep flow-shallow flow-deep clearance-intrinsic "
            "clearance-gut permeability free-share blood-plasma flow-liver share-villous volume-metabolite "
            "volume-metabolite-deep flow-metabolite clearance-intrinsic-metabolite clearance-gut-metabolite "
            "free-share-metabolite"
        ),
    ),
}
