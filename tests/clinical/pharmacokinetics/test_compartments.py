"""The exact solution: against an adaptive integrator, against a library's exponential, and laws that any dose obeys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.linalg import expm

from openkap.clinical.pharmacokinetics.compartments import Bolus, exponential, respond
from openkap.clinical.pharmacokinetics.model import Somebody, compartments, spread_evenly, typical
from openkap.clinical.pharmacokinetics.system import Dose, area, concentrations
from openkap.content import catalogue

NASAL = catalogue.entry("pharmacokinetics", "esketamine-nasal").value
MODELS = [e.value for e in catalogue.entries("pharmacokinetics")]
doses = st.lists(
    st.builds(Dose, st.floats(0, 60), st.floats(1, 100), st.just("iv"), st.sampled_from([0.0, 7.5, 40.0])), min_size=1
)


@given(st.integers(1, 8), st.floats(0.001, 30), st.integers(0, 2**32 - 1))
def test_exponential_is_that_of_the_library(n: int, size: float, seed: int) -> None:
    matrix = np.random.default_rng(seed).normal(0, size / n, (3, n, n))
    assert exponential(matrix) == pytest.approx(expm(matrix), rel=1e-9, abs=1e-9 * float(np.exp(size)))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.pin.id)
def test_agrees_with_an_adaptive_integrator(model: object) -> None:
    """LSODA at 1e-10 over four hours, started again at each change of input."""
    system = typical(model, Somebody())  # type: ignore[arg-type]
    given_ = [Dose(0, 20, "iv", 40), Dose(62.5, 5, "iv")]
    ours = concentrations(system, given_, "ketamine", 1.0, 241)[0]
    central = system.doors["iv"][0].into
    rates, output, state, theirs = system.rates[0], system.outputs["ketamine"][0], np.zeros(system.rates.shape[1]), []
    for start, end, inflow, bolus in ((0, 40, 0.5, 0), (40, 62.5, 0, 0), (62.5, 240, 0, 5)):
        state[central] += bolus
        entry = np.zeros(len(state))
        entry[central] = inflow
        grid = np.arange(np.ceil(start), end + 0.1)
        found = solve_ivp(
            lambda _, a, e=entry: rates @ a + e, (start, max(end, grid[-1])), state, "LSODA", grid,
            dense_output=True, rtol=1e-10, atol=1e-12,
        )  # fmt: skip
        theirs += [(t, float(output @ y)) for t, y in zip(grid, found.y.T, strict=True) if t < end or end == 240]
        state = found.sol(end)
    assert [t for t, _ in theirs] == list(range(241))
    assert ours == pytest.approx([c for _, c in theirs], rel=1e-6, abs=1e-6)


@given(doses)
def test_twice_the_dose_is_twice_the_concentration(given_: list[Dose]) -> None:
    system = typical(NASAL, Somebody())
    twice = [Dose(d.at_min, 2 * d.mg, d.path, d.over_min) for d in given_]
    one, two = (concentrations(system, d, "ketamine", 2.0, 120) for d in (given_, twice))
    assert two == pytest.approx(2 * one, rel=1e-9, abs=1e-9)


@given(doses, doses)
def test_doses_add_up_and_nothing_is_negative(some: list[Dose], others: list[Dose]) -> None:
    system = typical(NASAL, Somebody())
    apart = sum(concentrations(system, d, "ketamine", 3.0, 90) for d in (some, others))
    assert concentrations(system, some + others, "ketamine", 3.0, 90) == pytest.approx(apart, rel=1e-9, abs=1e-9)
    assert float(apart.min()) >= -1e-9  # type: ignore[union-attr]


@given(st.floats(0, 90), st.floats(1, 100))
def test_a_later_dose_is_the_same_curve_later(at: float, mg: float) -> None:
    system = typical(NASAL, Somebody())
    first = concentrations(system, [Dose(0, mg, "iv", 13.7)], "ketamine", at + 1.0, 3)[0]
    later = concentrations(system, [Dose(at, mg, "iv", 13.7)], "ketamine", 2 * at + 1.0, 2)[0]
    assert later[1] == pytest.approx(first[1], rel=1e-9)


def test_the_area_is_the_dose_over_the_clearance() -> None:
    """Perez-Ruixo: 109.0 L/h follows from the liver's flow and volumes; no compartment may lose drug on the way."""
    found = area(typical(NASAL, Somebody()), [Dose(0, 10, "iv", 5)], "ketamine", 60 * 24 * 30)[0]
    assert 10_000 / found == pytest.approx(109.0, rel=2e-3)


def test_people_do_not_touch_each_other() -> None:
    """More people than are held in memory at once, each as if alone."""
    many = compartments(NASAL, Somebody(), spread_evenly(1203, 11))
    together = concentrations(many, [Dose(0, 28, "device"), Dose(5, 28, "device")], "ketamine", 5.0, 40)
    alone = compartments(NASAL, Somebody(), spread_evenly(1203, 11)[1100:1101])
    assert together[1100] == pytest.approx(
        concentrations(alone, [Dose(0, 28, "device"), Dose(5, 28, "device")], "ketamine", 5.0, 40)[0]
    )


def test_times_may_differ_between_people() -> None:
    rates, output = np.full((2, 1, 1), -0.1), np.ones((2, 1))
    found = respond(rates, output, [Bolus(np.array([0.0, 2.5]), 0, np.array([1.0, 1.0]))], 1.0, 6)
    assert found[0] == pytest.approx(np.exp(-0.1 * np.arange(6)))
    assert found[1] == pytest.approx([0, 0, 0, *np.exp(-0.1 * np.array([0.5, 1.5, 2.5]))])


def test_nothing_given_is_nothing_there() -> None:
    assert not respond(np.full((2, 1, 1), -0.1), np.ones((2, 1)), [], 1.0, 3).any()


def test_an_unknown_path_says_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"no dose by 'film'. It has: device, oral, iv"):
        concentrations(typical(NASAL, Somebody()), [Dose(0, 50, "film")], "ketamine", 1.0, 2)


@pytest.mark.parametrize("count", [1, 2, 4, 5, 16, 17, 241, 257, 1000])
def test_each_time_of_a_grid_is_reached_however_long_the_grid(count: int) -> None:
    """Times are worked out in leaps: the last of one, the first of the next, and a dose between two are all there."""
    rates, output, begun = np.full((3, 1, 1), -0.1), np.ones((3, 1)), np.zeros(3)
    found = respond(rates, output, [Bolus(begun, 0, begun + 1), Bolus(begun + 7.5, 0, begun + 2)], 0.25, count)
    times = 0.25 * np.arange(count)
    later = np.where(times >= 7.5, 2 * np.exp(-0.1 * np.maximum(times - 7.5, 0)), 0)
    assert found == pytest.approx(np.broadcast_to(np.exp(-0.1 * times) + later, (3, count)), rel=1e-12)
