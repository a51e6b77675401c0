"""Which leaflet a person is shown: a translation only when signed, and made of exactly the English text in force."""

from dataclasses import replace

from openkap.clinical.education.leaflet import Leaflet, Phase
from openkap.clinical.education.offering import Offered, fitting, offered
from openkap.clinical.sources import Pin


def leaflet(id_: str, phase: Phase = Phase.BEFORE, **more: object) -> Leaflet:
    base = Leaflet(Pin("education", id_, "1.0.0", id_ * 8), "T", "L", "en", phase, (), (), ())
    return replace(base, **more)  # type: ignore[arg-type]


ENGLISH = leaflet("a")
SPANISH = replace(leaflet("a-es"), lang="es", translates="a@1.0.0")


def test_a_signed_translation_of_this_very_version_is_shown_and_else_english_with_an_interpreter() -> None:
    both = (ENGLISH, SPANISH)
    assert offered(both, "es", {SPANISH.pin}) == (Offered(SPANISH, interpreter_needed=False),)
    assert offered(both, "es", set()) == (Offered(ENGLISH, interpreter_needed=True),)
    assert offered(both, "fr", {SPANISH.pin}) == (Offered(ENGLISH, interpreter_needed=True),)
    assert offered(both, "en", {SPANISH.pin}) == (Offered(ENGLISH, interpreter_needed=False),)
    old = replace(SPANISH, translates="a@0.9.0")
    assert offered((ENGLISH, old), "es", {old.pin}) == (Offered(ENGLISH, interpreter_needed=True),)


def test_leaflets_come_in_the_order_of_a_course_and_then_by_name() -> None:
    every = (leaflet("z", Phase.FOLLOW_UP), leaflet("c", Phase.AFTER), leaflet("b", Phase.AFTER), leaflet("y"))
    assert [o.leaflet.pin.id for o in offered(every, "en", set())] == ["y", "b", "c", "z"]


def test_a_leaflet_fits_its_products_and_therapies_and_one_for_home_no_course_in_the_clinic() -> None:
    every = (
        leaflet("all"),
        leaflet("iv", products=("ketamine-iv",)),
        leaflet("cbt", modalities=("cbt",)),
        leaflet("both", products=("ketamine-iv",), modalities=("cbt",)),
        leaflet("home", Phase.AT_HOME),
    )
    shown = offered(every, "en", set())

    def names(product: str, modality: str) -> set[str]:
        return {o.leaflet.pin.id for o in fitting(shown, product, modality)}

    assert names("ketamine-iv", "cbt") == {"all", "iv", "cbt", "both"}
    assert names("ketamine-iv", "act") == {"all", "iv"}
    assert names("esketamine-nasal", "cbt") == {"all", "cbt"}
    assert names("", "") == {"all"}
    at_home = fitting(shown, "ketamine-iv", "act", at_home=True)
    assert {o.leaflet.pin.id for o in at_home} == {"all", "iv", "home"}
