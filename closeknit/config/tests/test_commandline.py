"""The command line: quick help, one sentence for every error, and commands that folders add."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from closeknit.config import commandline, homes


def run(*arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on the embedded database unless `DATABASE_URL` is given."""
    inherited = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "CLOSEKNIT_TESTING", "PORT")
    }
    command = [sys.executable, "-m", "closeknit.config.commandline", *arguments]
    return subprocess.run(command, env=inherited | variables, input=typed, text=True, capture_output=True, timeout=120)


def test_help_is_quick_and_loads_no_framework() -> None:
    watched = (
        "import sys; from closeknit.config import commandline; commandline.parser(); print('django' in sys.modules)"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", watched], text=True, capture_output=True)
    assert done.stdout.strip() == "False", done.stderr
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("command", ["start", "demo", "serve", "work", "db", "upgrade", "init", "check"])
def test_each_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commandline.main([command, "--help"])
    assert ended.value.code == 0
    assert f"closeknit {command}" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [[], ["frobnicate"], ["db"], ["db", "dance"], ["check", "--jso"], ["init"]])
def test_a_wrong_command_is_one_sentence_and_exit_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        commandline.main(wrong)
    said = capsys.readouterr()
    assert ended.value.code == 2
    assert said.out == ""
    assert said.err.count("\n") == 1


def test_a_wrong_setting_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    done = run("upgrade", DATABASE_URL="mysql://nowhere", CLOSEKNIT_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "closeknit: DATABASE_URL must look like postgresql://user:password@host/name.\n"


def test_a_database_that_is_away_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    done = run("upgrade", DATABASE_URL=f"postgresql://x@/x?host={tmp_path}", CLOSEKNIT_HOME=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("closeknit: The database cannot be reached: ")
    assert done.stderr.count("\n") == 1


def test_a_running_product_is_seen_and_no_second_is_let_in(tmp_path: Path) -> None:
    assert not homes.running(tmp_path)
    with homes.alone(tmp_path, "http://here"):
        assert homes.running(tmp_path)
        with (
            pytest.raises(Exception, match=r"already runs on .*, at http://here"),
            homes.alone(tmp_path, "http://there"),
        ):
            pass
    assert not homes.running(tmp_path)


def test_commands_speak_to_the_demonstration_while_it_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOSEKNIT_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgresql:///x")
    homes.choose()
    assert os.environ["CLOSEKNIT_HOME"] == str(tmp_path)
    with homes.alone(tmp_path / "demo", "http://here"):
        homes.choose()
    assert os.environ["CLOSEKNIT_HOME"] == str(tmp_path / "demo")


def test_an_administrator_is_made_on_a_fresh_machine_and_the_check_reads_it() -> None:
    folder = Path(tempfile.mkdtemp(prefix="closeknit-test-"))
    folder.chmod(0o755)  # a service user must reach it, which pytest's own folder forbids
    home = str(folder / "home")
    try:
        made = run(
            "init",
            "--name",
            "Ada",
            "--email",
            "ada@closeknit.example",
            typed="a long enough passphrase\n",
            CLOSEKNIT_HOME=home,
        )
        assert made.returncode == 0, made.stderr
        assert made.stdout.endswith("ada@closeknit.example may sign in now.\n")
        again = run(
            "init",
            "--name",
            "Eve",
            "--email",
            "eve@closeknit.example",
            typed="a long enough passphrase\n",
            CLOSEKNIT_HOME=home,
        )
        assert again.returncode == 2
        assert again.stderr.count("\n") == 1
        check = run("check", "--json", CLOSEKNIT_HOME=home)
        found = {one["subject"]: one["fine"] for one in json.loads(check.stdout)}
        assert check.returncode == 1
        assert found.pop("worker") is False
        found.pop("pages")
        assert all(found.values())
    finally:
        run("db", "stop", CLOSEKNIT_HOME=home)
        shutil.rmtree(folder)
