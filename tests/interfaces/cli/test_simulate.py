"""`openkap simulate`, as a researcher would use it."""

import json

import pytest
from typer.testing import CliRunner

from openkap.interfaces.cli import application, simulate


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(application(), ["simulate", *args])
    return result.exit_code, result.stdout, result.stderr


def test_the_answer_is_simulated_reproducible_and_names_its_content() -> None:
    args = ("--preset", "iv_clinic", "--patients", "12", "--seed", "3", "--json")
    code, out, _ = run(*args)
    found = json.loads(out)
    assert code == 0
    assert (found["simulated"], found["patients"], found["seed"], found["preset"]) == (True, 12, 3, "iv-clinic@1.0.0")
    assert "protocols/ketamine-iv-6-in-3-weeks@1.0.0" in found["content"]
    assert run(*args)[1] == out
    assert run(*args[:-2], "4", "--json")[1] != out


def test_cores_and_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    args = ("--preset", "iv-clinic", "--patients", "12", "--json")
    alone = run(*args)[1]
    monkeypatch.setattr(simulate, "FEW", 2)
    monkeypatch.setattr(simulate, "CHUNK", 5)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert run(*args)[1] == alone


def test_words_for_people_begin_with_simulated_and_pass_on_every_warning() -> None:
    code, out, _ = run("--preset", "home-sl", "--patients", "6")
    assert code == 0
    assert out.startswith("Simulated: computed people, not patients.")
    assert "Mind: The FDA has warned" in out
    assert "no chance of relapse" in out
    assert "Not simulated, since nothing was found to do it by: asq." in out


def test_two_protocols_stand_side_by_side_and_so_does_the_control_group() -> None:
    code, out, _ = run("--preset", "iv-clinic", "--patients", "8", "--against", "ketamine-iv-4-in-2-weeks", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["second"]["protocol"] == "ketamine-iv-4-in-2-weeks@1.0.0"
    assert found["differences"]["doses"]["difference"] < 0
    code, out, _ = run("--preset", "null-blinded", "--patients", "8", "--against", "control")
    assert code == 0
    assert "Second: ketamine-iv-6-in-3-weeks@1.0.0, control." in out
    assert "no clear difference" in out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--preset", "nobody"), "there is no 'nobody'"),
        (("--preset", "iv-clinic", "--protocol", "psychotherapy-cbt"), "It may go through: ketamine-iv-6-in-3-weeks"),
        (("--preset", "iv-clinic", "--against", "nothing"), "it says nothing about 'nothing'"),
        (("--preset", "therapy-increment", "--therapy-effect", "2"), "Give 0 to 0.7"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_words(args: tuple[str, ...], says: str) -> None:
    code, out, err = run(*args, "--patients", "4")
    assert (code, out) == (2, "")
    assert says in err
