"""``openkap score``: answers in, one line each; scores out, one line each. No database, nothing kept."""

import json
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, TextIO

import typer

from openkap.clinical.instruments.definition import Instrument
from openkap.clinical.instruments.methods import Part
from openkap.clinical.instruments.scoring import AnswerError, Assessment, Complete, assess
from openkap.content import catalogue
from openkap.content.loader import ContentError

REFUSED = 2  # exit status
_encode = json.JSONEncoder(ensure_ascii=False).encode  # made once: a million lines pass through it


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def score(
        instrument: Annotated[str, typer.Argument(help="Its id, such as phq-9.")],
        version: Annotated[str | None, typer.Option(help="A released version; the newest without it.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    ) -> None:
        """Score answers from standard input.

        Each line is a JSON list of the scored items' answers in order (null: unanswered), or an object by item id.
        """
        try:
            definition: Instrument = catalogue.entry("instruments", instrument, version).value
            write = sys.stdout.write
            for result in results(definition, sys.stdin):
                write((_encode(result) if as_json else _plain(result)) + "\n")
        except (ContentError, AnswerError) as error:
            sys.stdout.flush()
            typer.echo(str(error), err=True)
            raise typer.Exit(REFUSED) from None


def results(definition: Instrument, lines: TextIO) -> Iterator[dict[str, Any]]:
    """One result a line; an empty line is passed over. Raises AnswerError with the number of a wrong line."""
    for number, line in enumerate(lines, start=1):
        if line.isspace():
            continue
        try:
            found = assess(definition, _answers(definition, line))
        except AnswerError as error:
            raise AnswerError(f"Line {number} was refused, and nothing after it was scored. {error}") from None
        yield _result(definition, found)


def _answers(definition: Instrument, line: str) -> Mapping[str, object]:
    try:
        given = json.loads(line, object_pairs_hook=_object)
    except AnswerError:
        raise
    except (ValueError, RecursionError):
        raise AnswerError("It is not JSON. Write a list such as [0, 1, 2], or an object by item id.") from None
    if isinstance(given, dict):
        return given
    if not isinstance(given, list):
        raise AnswerError("It is neither a list of answers nor an object by item id.")
    scored = definition.score.of
    if len(given) != len(scored):
        raise AnswerError(f"{definition.title} has {len(scored)} scored items and the list has {len(given)} answers.")
    return dict(zip(scored, given, strict=True))


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    given = dict(pairs)
    if len(given) != len(pairs):
        raise AnswerError("An item stands twice in it. Keep one answer of each.")
    return given


def _result(definition: Instrument, found: Assessment) -> dict[str, Any]:
    outcome = found.outcome if isinstance(found.outcome, Complete) else None
    return {
        "instrument": definition.pin.id,
        "version": definition.pin.version,
        "complete": found.complete,
        "score": _number(outcome.score) if outcome else None,
        "band": outcome.band if outcome else None,
        "subscores": _parts(outcome.subscores) if outcome else {s.id: None for s in definition.subscores},
        "flags": [flag.id for flag in found.flags],
        "because": found.because,
    }


def _parts(parts: Mapping[str, Part]) -> dict[str, Any]:
    return {id_: _number(part) if isinstance(part, Decimal) else part for id_, part in parts.items()}


def _number(score: Any) -> int | float:
    return int(score) if score == int(score) else float(score)


def _plain(result: dict[str, Any]) -> str:
    said = ", ".join(str(w) for w in (result["score"], result["band"]) if w is not None) or "incomplete"
    flags = f"  flags: {', '.join(result['flags'])}" if result["flags"] else ""
    return f"{result['instrument']} {result['version']}: {said}{flags}"
