"""A basis names one thing, a policy is never read, and the best of several standings is the strongest."""

from itertools import permutations

import pytest

from openkap.clinical.sources import Basis, Pin, Verification, strongest

ORDER = ["read", "computed", "restated", "policy", "unverified"]


def basis(standing: str) -> Basis:
    return Basis(
        Verification(standing), **({"policy": "director"} if standing == "policy" else {"ref": "a", "at": "p"})
    )


def test_a_basis_names_a_reference_or_an_owner_and_one_of_them() -> None:
    for names in ({}, {"ref": "a", "policy": "director"}):
        with pytest.raises(ValueError, match=r".") as refused:
            Basis(Verification.READ, **names)
        words = "A basis names either a reference or the owner of a policy, and one of them always."
        assert str(refused.value) == words


@pytest.mark.parametrize("standing", ORDER)
def test_a_policy_has_no_source_that_could_be_read(standing: str) -> None:
    if standing in {"policy", "unverified"}:
        assert Basis(Verification(standing), policy="director").policy == "director"
        return
    with pytest.raises(ValueError, match=r".") as refused:
        Basis(Verification(standing), policy="director")
    words = "A policy is verified as 'policy' or 'unverified': it has no source that could be read."
    assert str(refused.value) == words


def test_the_strongest_of_several_counts_in_whatever_order_and_none_is_unverified() -> None:
    assert strongest(()) is Verification.UNVERIFIED
    for size in (1, 2, 3):
        for standings in permutations(ORDER, size):
            assert strongest(tuple(basis(s) for s in standings)) == min(standings, key=ORDER.index)
    assert [Verification(s).may_contraindicate for s in ORDER] == [True, True, False, False, False]


def test_a_pin_is_written_as_its_id_and_version() -> None:
    assert str(Pin("criteria", "c01", "1.0.0", "a" * 64)) == "c01@1.0.0"
