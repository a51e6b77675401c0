"""Run a command beside a private PostgreSQL: `python scripts/postgres.py COMMAND …`.

The cluster lives in a temporary folder, listens on a Unix socket alone, belongs to a plain user (as root: to `postgres`
or `nobody`, for PostgreSQL refuses root), and is gone afterwards. The command finds it in OPENKAP_DATABASE_URL.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path:
    """The folder with `initdb` and `postgres`: on the path, or Debian's newest."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not folders:
        sys.exit("PostgreSQL is not installed, so its half of the tests cannot run. Run: sudo apt install postgresql")
    return folders[-1].parent


def plain_user() -> dict[str, object]:
    """How to start a process as a plain user; nothing to do unless we are root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            who = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    sys.exit("There is neither a user postgres nor nobody to run PostgreSQL as. Create one, or do not run as root.")


def main() -> int:
    """Start, run, stop."""
    here, who = programs(), plain_user()
    home = Path(tempfile.mkdtemp(prefix="openkap-pg-"))
    if who:
        os.chown(home, who["user"], who["group"])  # type: ignore[arg-type]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": home, **who}
    options = f"-c listen_addresses='' -k {home} -c fsync=off -c max_connections=60 -c shared_buffers=64MB"
    control = [here / "pg_ctl", "-D", home / "data", "-w"]
    try:
        subprocess.run([here / "initdb", "-D", home / "data", "-U", "openkap", "-A", "trust", "-E", "UTF8",
                        "--locale=C.UTF-8", "--no-sync"], check=True, **quiet)  # fmt: skip
        subprocess.run([*control, "-l", home / "log", "-o", options, "start"], check=True, **quiet)
        url = f"postgresql://openkap@/postgres?host={home}"
        return subprocess.run(sys.argv[1:], env=os.environ | {"OPENKAP_DATABASE_URL": url}, check=False).returncode
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stderr=subprocess.DEVNULL, **quiet)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
