"""Keeping processes alive: restarted when they die, stopped in order, given up when they cannot live."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from closeknit.config.supervision import LARGEST_LOG, Child

KEEPER = """
import os, sys
from pathlib import Path
from closeknit.config.supervision import Child, Keeper
folder, program = Path(sys.argv[1]), sys.argv[2]
child = Child("child", [sys.executable, "-c", program], folder / "child.log")
Keeper([child], os.environ, lambda: (folder / "ready").exists(), lambda: print("announced", flush=True)).run()
print("ended", flush=True)
"""
LIVES = """
import os, pathlib, signal, sys, time
folder = pathlib.Path({folder!r})
def stop(number, frame):
    (folder / "asked").touch()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
(folder / "pid").write_text(str(os.getpid()))
(folder / "ready").touch()
time.sleep(60)
"""


def until(condition: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


def alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().split()[2] != "Z"


def keep(folder: Path, program: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", KEEPER, str(folder), program]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def child_of(folder: Path) -> int:
    until(lambda: (folder / "pid").exists() and (folder / "pid").read_text())
    return int((folder / "pid").read_text())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_announces_once_and_stops_all_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    keeper = keep(tmp_path, LIVES.format(folder=str(tmp_path)))
    child = child_of(tmp_path)
    time.sleep(0.5)
    keeper.send_signal(number)
    output, errors = keeper.communicate(timeout=20)
    assert output.split() == ["announced", "ended"], errors
    assert (tmp_path / "asked").exists()
    assert not alive(child)


def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    keeper = keep(tmp_path, LIVES.format(folder=str(tmp_path)))
    first = child_of(tmp_path)
    os.kill(first, signal.SIGKILL)
    until(lambda: child_of(tmp_path) != first)
    keeper.terminate()
    assert keeper.communicate(timeout=20)[0].split() == ["announced", "ended"]


def test_what_a_killed_child_leaves_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    leaves = f"import subprocess, pathlib; left = subprocess.Popen(['sleep', '60']); pathlib.Path({str(tmp_path / 'left')!r}).write_text(str(left.pid))"
    keeper = keep(tmp_path, leaves + "\n" + LIVES.format(folder=str(tmp_path)))
    first = child_of(tmp_path)
    left = int((tmp_path / "left").read_text())
    assert alive(left)
    os.kill(first, signal.SIGKILL)
    until(lambda: child_of(tmp_path) != first)
    assert not alive(left)
    keeper.terminate()
    keeper.communicate(timeout=20)


def test_it_can_be_interrupted_as_a_background_job_of_a_shell(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KEEPER, str(tmp_path), LIVES.format(folder=str(tmp_path))]
    deaf = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)
    )
    child_of(tmp_path)
    time.sleep(0.5)
    deaf.send_signal(signal.SIGINT)
    assert deaf.communicate(timeout=20)[0].split() == ["announced", "ended"]


def test_children_end_when_their_keeper_is_killed(tmp_path: Path) -> None:
    keeper = keep(tmp_path, LIVES.format(folder=str(tmp_path)))
    child = child_of(tmp_path)
    keeper.kill()
    keeper.communicate()
    until(lambda: not alive(child))


def test_a_child_that_cannot_live_is_told_of_with_its_last_words(tmp_path: Path) -> None:
    keeper = keep(tmp_path, "import sys; sys.exit('no such thing')")
    errors = keeper.communicate(timeout=30)[1]
    assert keeper.returncode == 1
    assert "The child stops as soon as it starts" in errors
    assert "ends: no such thing" in errors


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    child = Child("child", [], tmp_path / "child.log")
    child.log.write_bytes(b"x" * (LARGEST_LOG + 1))
    child.rotate()
    assert child.log.stat().st_size == 0
    assert (tmp_path / "child.log.1").stat().st_size == LARGEST_LOG + 1
