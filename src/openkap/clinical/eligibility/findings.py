"""A three-valued judgement with its reasons, and how several of them combine."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from openkap.clinical.facts import Fact
from openkap.clinical.values import Truth, all_of, any_of, negation


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule found: its truth, the facts it looked at, the reasons in words, and the facts it still needs.

    ``weak`` marks a truth that rests only on something unverified: it may hold, never rule out.
    """

    truth: Truth
    facts: tuple[Fact, ...] = ()
    because: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    weak: bool = False


def _unique(items: "Iterable[str]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))


def _facts(parts: Iterable[Judgement]) -> tuple[Fact, ...]:
    seen: list[Fact] = []
    for part in parts:
        seen += [f for f in part.facts if f not in seen]
    return tuple(seen)


def _combined(
    parts: tuple[Judgement, ...], truth: Truth, weak: Callable[[list[bool]], bool], facts_of: tuple[Judgement, ...]
) -> Judgement:
    """Keep the reasons of the parts that decided; while unknown, also what the others still need."""
    deciding = tuple(p for p in parts if p.truth is truth)
    return Judgement(
        truth=truth,
        facts=_facts(facts_of),
        because=_unique(reason for p in deciding for reason in p.because),
        needs=_unique(need for p in deciding for need in p.needs) if truth is Truth.UNKNOWN else (),
        weak=truth is Truth.TRUE and weak([p.weak for p in deciding]),
    )


def any_judgement(parts: tuple[Judgement, ...]) -> Judgement:
    """True as soon as one part is; weak only when every true part is weak."""
    truth = any_of(tuple(p.truth for p in parts))
    deciding = tuple(p for p in parts if p.truth is truth)
    return _combined(parts, truth, all, deciding if truth is Truth.TRUE else parts)


def all_judgement(parts: tuple[Judgement, ...]) -> Judgement:
    """True only when every part is; weak as soon as one part is weak."""
    return _combined(parts, all_of(tuple(p.truth for p in parts)), any, parts)


def negated(part: Judgement) -> Judgement:
    """The contrary. Unknown stays unknown, and what rests on something unverified cannot clear when turned round."""
    if part.truth is Truth.TRUE and part.weak:
        reason = "It rests on a code or diagnosis that is not verified, so it cannot clear."
        return Judgement(Truth.UNKNOWN, part.facts, (*part.because, reason), _unique(f.code for f in part.facts))
    return Judgement(negation(part.truth), part.facts, part.because, part.needs)
