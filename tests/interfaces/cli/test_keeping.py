"""The commands that keep a clinic: install, serve's refusals, the trail, backup and restore. Each runs as typed."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SITE = [
    "--site",
    "Harbour",
    "--zone",
    "Europe/Madrid",
    "--jurisdiction",
    "eu",
    "--name",
    "Ines",
    "--email",
    "i@example.org",
]


class Machine:
    """A folder with a clinic in it, and its command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "HOME": str(folder),
            "OPENKAP_HOME": str(folder / "var"), "LANG": "C.UTF-8",
        }  # fmt: skip

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "openkap", *words], cwd=self.folder, env=self.environment | more, text=True,
            capture_output=True, check=False, timeout=90,
        )  # fmt: skip

    def json(self, *words: str) -> dict:
        ran = self.run(*words, "--json")
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    def rows(self, file: Path | None = None) -> dict[str, list[tuple]]:
        """Everything in the database, table by table."""
        with sqlite3.connect(file or self.folder / "var/openkap.sqlite3") as db:
            names = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {n: db.execute(f'SELECT * FROM "{n}" ORDER BY 1').fetchall() for n in names}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    machine = Machine(tmp_path_factory.mktemp("clinic"))
    machine.answer = machine.json("install", *SITE)
    return machine


def test_install_makes_a_clinic_and_its_secrets_are_private(installed: Machine) -> None:
    assert installed.answer["path"].startswith("/sign-in/account/password/reset/key/")
    for name in ("var/openkap.sqlite3", "var-keys/keyset.json", "var-keys/secret-key"):
        assert stat.S_IMODE((installed.folder / name).stat().st_mode) == 0o600, name
    again = installed.run("install", *SITE)
    assert again.returncode == 2
    assert "in use already" in again.stderr


def test_install_refuses_what_it_does_not_know_and_leaves_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    wrong = machine.run("install", *[w.replace("Europe/Madrid", "Madrid") for w in SITE])
    assert wrong.returncode == 2
    assert "IANA" in wrong.stderr
    assert machine.rows()["accounts_installation"] == []
    assert machine.rows()["accounts_site"] == []


# guards HZ-43
def test_the_trail_is_verified_and_a_change_behind_it_is_found(installed: Machine, tmp_path: Path) -> None:
    head = installed.run("audit", "head").stdout.strip()
    assert installed.json("audit", "verify", "--known", head)["holds"]
    copy = tmp_path / "copy.sqlite3"
    installed.json("backup", "--to", str(copy))
    with sqlite3.connect(copy) as db:
        db.execute("DROP TRIGGER trail_update")
        db.execute("UPDATE audit_auditentry SET actor_id = 'somebody' WHERE number = 2")
    told = installed.run("audit", "verify", "--json", OPENKAP_DATABASE_URL=f"sqlite:///{copy}")
    assert told.returncode == 1
    assert json.loads(told.stdout)["broken_at"] == 2
    assert json.loads(told.stdout)["missing_guards"] == ["trail_update"]


# guards HZ-43
def test_serve_refuses_a_database_without_guards(installed: Machine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    installed.json("backup", "--to", str(copy))
    with sqlite3.connect(copy) as db:
        db.execute("DROP TRIGGER guard_accounts_site_insert")
    told = installed.run("serve", OPENKAP_DATABASE_URL=f"sqlite:///{copy}")
    assert told.returncode == 1
    assert "guard_accounts_site_insert" in told.stderr


# guards HZ-45
def test_serve_refuses_the_demonstration_and_the_demonstration_a_clinic(installed: Machine, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    installed.json("backup", "--to", str(copy))
    with sqlite3.connect(copy) as db:
        for name in ("update", "insert", "delete"):
            db.execute(f"DROP TRIGGER guard_accounts_installation_{name}")
        db.execute("UPDATE accounts_installation SET kind = 'demonstration'")
    told = installed.run("serve", OPENKAP_DATABASE_URL=f"sqlite:///{copy}")
    assert "holds the demonstration" in told.stderr
    code = "from openkap.interfaces.cli.serve import run; run('127.0.0.1', 0, demonstration=True)"
    told = subprocess.run([sys.executable, "-c", code], cwd=installed.folder, env=installed.environment, text=True,
                          capture_output=True, check=False, timeout=60)  # fmt: skip
    assert "This is a clinic's database" in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "others could read"),
        (["--host", "::"], "others could read"),
        (["--host", "clinic.example.org"], "others could read"),
        (["--host", "0.0.0.0", "--behind-proxy"], "listen on 127.0.0.1 alone"),
        (["--certificate", "x.pem"], "both --certificate and --key"),
        (["--certificate", "x.pem", "--key", "y.pem"], "no file x.pem"),
    ],
)
def test_serve_off_this_machine_demands_tls(installed: Machine, words: list[str], said: str) -> None:
    told = installed.run("serve", *words)
    assert told.returncode == 2
    assert said in told.stderr


def test_serve_refuses_an_empty_machine(tmp_path: Path) -> None:
    told = Machine(tmp_path).run("serve")
    assert told.returncode == 1
    assert "no secret key" in told.stderr


def test_a_restored_file_with_another_trail_is_not_trusted(installed: Machine, tmp_path: Path) -> None:
    made = installed.json("backup", "--to", str(tmp_path / "a.backup"))
    told = Machine(tmp_path).run("restore", made["file"], "--head", made["head"][:-1] + "x")
    assert told.returncode == 1
    assert "does not hold" in told.stdout


# guards HZ-44
@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_a_broken_backup_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.backup").write_bytes(content)
    machine = Machine(tmp_path)
    told = machine.run("restore", "bad.backup")
    assert told.returncode == 1
    if content:
        assert not (tmp_path / "var/openkap.sqlite3").exists()


def test_the_openings_ask_for_a_role(installed: Machine) -> None:
    person = "00000000-0000-4000-8000-000000000001"
    assert installed.json("audit", "openings", person, "--as", "i@example.org") == {"openings": []}
    assert "nobody who works here" in installed.run("audit", "openings", person, "--as", "x@example.org").stderr
    assert installed.run("audit", "openings", "x", "--as", "i@example.org").returncode == 2
