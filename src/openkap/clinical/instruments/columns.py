"""Many answer sets at once, a column an item: the same scores, bands and signals as one at a time, for registries.

Where a score is a plain sum and nothing is blank, whole columns are added up. Every other row goes through
:func:`assess` itself, once for all rows that it cannot tell apart, so that there is one meaning of a blank and not two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.flags import could_be_rise
from openkap.clinical.instruments.rules import FlagRule, Number, Since
from openkap.clinical.instruments.scoring import AnswerError, Assessment, Complete, assess, validated

Column = Sequence[int | None]  # None: blank


@dataclass(frozen=True, slots=True)
class ScoredColumns:
    """By row: the score in points and its band, None where incomplete; by signal: the rows (from 0) that raise it."""

    scores: list[Number | None]
    bands: list[str | None]
    flags: Mapping[str, frozenset[int]]


def score_columns(instrument: Instrument, columns: Mapping[str, Column]) -> ScoredColumns:
    """Score closed answer sets, given by item. An item without a column is blank in every row.

    Raises AnswerError on an item, a length or an answer that the instrument does not have; then nothing is scored.
    """
    rows = _checked(instrument, columns)
    scored = [columns.get(i, [None] * rows) for i in instrument.score.of]
    others = [column for id_, column in columns.items() if id_ not in instrument.score.of]
    flags: dict[str, set[int]] = {}
    if _is_plain_sum(instrument):
        found, blank = _summed(instrument, scored), _blank_rows(scored)
        flags = {rule.id: _flagged(instrument, rule, columns) for rule in instrument.flags}
    else:
        found, blank = ScoredColumns([None] * rows, [None] * rows, {}), list(range(rows))
    ids = [*instrument.score.of, *(i for i in columns if i not in instrument.score.of)]
    watched = [place for place, id_ in enumerate(ids) if any(id_ in rule.items for rule in instrument.flags)]
    summed, alike = _is_plain_sum(instrument), dict[tuple[object, ...], Assessment]()
    for row in blank:
        answers = tuple([column[row] for column in (*scored, *others)])
        key = _said_alone(answers, found.scores[row], watched) if summed else answers
        if key not in alike:
            alike[key] = assess(instrument, dict(zip(ids, answers, strict=True)))
        _keep(row, alike[key], found, flags)
    return ScoredColumns(found.scores, found.bands, {id_: frozenset(those) for id_, those in flags.items() if those})


def _checked(instrument: Instrument, columns: Mapping[str, Column]) -> int:
    """How many rows there are; every column is as long, and holds answers to its item alone."""
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise AnswerError(f"The columns are of different lengths ({', '.join(map(str, sorted(lengths)))}).")
    for id_, column in columns.items():
        values = instrument.values.get(id_, frozenset())
        if not set(column) <= {*values, None} or not set(map(type, column)) <= {int, type(None)} or not values:
            for row, value in enumerate(column):
                try:
                    validated(instrument, {id_: value})
                except AnswerError as error:
                    raise AnswerError(f"Row {row}: {error}") from None
    return lengths.pop() if lengths else 0


def _is_plain_sum(instrument: Instrument) -> bool:
    """Whether a row whose scored items are all answered is complete, and its score their sum as answered."""
    rule = instrument.score
    if rule.method != "sum" or rule.groups or rule.times != 1 or instrument.recoded:
        return False
    if not all(flag.items and not flag.of_days for flag in instrument.flags):
        return False
    put = all(not i.optional and i.asked_when is None for i in instrument.items if i.id in rule.of)
    return put and all(i.optional for i in instrument.items if i.id not in rule.of)


def _blank_rows(columns: list[Column]) -> list[int]:
    return sorted({row for column in columns if None in column for row, value in enumerate(column) if value is None})


def _summed(instrument: Instrument, scored: list[Column]) -> ScoredColumns:
    """Every row as if a blank were nothing; rows with a blank are judged anew afterwards."""
    filled = [[v or 0 for v in column] if None in column else column for column in scored]
    totals: list[int] = list(map(sum, zip(*filled, strict=True)))
    names = {n: next((b.name for b in reversed(instrument.bands) if n >= b.low), None) for n in set(totals)}
    return ScoredColumns([*totals], [names[n] for n in totals], {})


def _flagged(instrument: Instrument, rule: FlagRule, columns: Mapping[str, Column]) -> set[int]:
    found: set[int] = set()
    for item in set(rule.items) & columns.keys():
        raising = {v for v in instrument.values[item] if _raises(instrument, rule, item, v)}
        found |= {row for row, value in enumerate(columns[item]) if value in raising}
    return found


def _said_alone(answers: tuple[int | None, ...], total: Number | None, watched: list[int]) -> tuple[object, ...]:
    """All that a plain sum and its flags look at: which answers are blank, the sum of the others, what is watched."""
    return (total, *[answer is None for answer in answers], *[answers[place] for place in watched])


def _raises(instrument: Instrument, rule: FlagRule, item: str, value: int) -> bool:
    """A column knows nothing earlier: what could be a change for the worse then counts as the content says."""
    perhaps = [r for r in rule.rises if r.if_unknown and r.since is Since.LAST_READING]
    return any(level.holds(value) for level in rule.levels) or any(
        could_be_rise(instrument, r, item, value) for r in perhaps
    )


def _keep(row: int, judged: Assessment, found: ScoredColumns, flags: dict[str, set[int]]) -> None:
    outcome = judged.outcome
    found.scores[row] = outcome.score if isinstance(outcome, Complete) else None
    found.bands[row] = outcome.band if isinstance(outcome, Complete) else None
    for rows in flags.values():
        rows.discard(row)
    for signal in judged.flags:
        flags.setdefault(signal.id, set()).add(row)
