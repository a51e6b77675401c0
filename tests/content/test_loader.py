"""Reading content is strict, and an error says what to do."""

import subprocess
import sys
from decimal import Decimal

import pytest

from openkap.content import loader


# guards HZ-10
def test_words_and_times_stay_text_and_decimals_keep_their_digits() -> None:
    document = loader.parse("a: no\nb: 12:30\nc: 1.10\nd: 2026-11-21\ne: true\n", "x.yaml")
    assert document == {"a": "no", "b": "12:30", "c": Decimal("1.10"), "d": "2026-11-21", "e": True}
    assert str(document["c"]) == "1.10"


# guards HZ-10
def test_a_repeated_key_is_refused_with_its_line() -> None:
    with pytest.raises(loader.ContentError, match=r"x\.yaml, at line 2: a key stands twice\. Keep one"):
        loader.parse("a: 1\na: 2\n", "x.yaml")


def test_the_digest_ignores_order_and_examples_but_not_meaning() -> None:
    one = {"id": "x", "score": 1, "examples": [1]}
    assert loader.digest(one) == loader.digest({"score": 1, "id": "x", "examples": []})
    assert loader.digest(one) != loader.digest({"id": "x", "score": 2})


def test_reading_the_content_loads_no_numeric_library() -> None:
    """It would take longer to load than all the files that it reads."""
    read = (
        "import sys; from importlib import import_module; from openkap.content import catalogue\n"
        "for kind in catalogue.kinds(): import_module(f'openkap.content.readers.{kind}')\n"
        "print(sorted({'numpy', 'scipy'} & set(sys.modules)))"
    )
    source = str(loader.HOME.parents[1])
    done = subprocess.run(
        [sys.executable, "-c", read], env={"PYTHONPATH": source}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
