"""Installs Vigil's Windows installer under Wine, uses what it installed, installs over it and uninstalls it; then the .zip.

    python try_installer.py RUN PREFIX SETUP ZIP

RUN is the program that runs a Windows program, PREFIX the folder of its Windows, in which Vigil must not be installed. It
needs the official Python client. Ends with an error at the first thing that is not as it should be.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

from played import LIMIT_MS, cut_off, run, say, until

STEP_S = 120
PROGRAMS = {"vigil.exe", "WebView2Loader.dll", "LICENSE.txt", "third-party-licences.txt"}
UNINSTALL_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Vigil"
OWN_KEY = r"HKCU\Software\Vigil"
RUN_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
# What the installer says if Vigil runs.
IS_RUNNING = 2


class Windows:
    """A Windows of Wine's, and where things are in it."""

    def __init__(self, runner, prefix):
        self.runner = runner
        users = Path(prefix) / "drive_c" / "users"
        self.home = next(path for path in users.iterdir() if path.name != "Public")
        self.local = self.home / "AppData" / "Local"
        self.folder = self.local / "Programs" / "Vigil"
        self.data = self.local / "vigil"
        self.menu = self.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs" / "Vigil.lnk"

    def run(self, program, *arguments):
        """Its exit code."""
        command = [self.runner, str(program), *arguments]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode

    def value(self, key, name):
        """Of the registry; `None` if there is none."""
        asked = subprocess.run(
            [self.runner, "reg", "query", key, "/v", name], capture_output=True, text=True, check=False, errors="replace"
        )
        lines = [line.split(maxsplit=2) for line in asked.stdout.splitlines()]
        return next((line[2].strip() for line in lines if len(line) == 3 and line[0] == name), None)

    @contextmanager
    def serving(self, folder, *more):
        """Vigil from that folder, headless, and its events. Started from a console, which it joins: its Ctrl-C is heard."""
        started = time.monotonic()
        console = subprocess.Popen(
            [self.runner, "cmd", "/c", self.path(folder / "vigil.exe"), "--headless", "--port", "0", "--simulate", "vibrator",
             "--max-ping-time", str(LIMIT_MS), *more],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        try:
            events = (json.loads(line) for line in console.stdout)
            listening = next((event for event in events if event["event"] == "listening"), None)
            if listening is None:
                raise SystemExit("Vigil ended before it served")
            say(f"serves {1000 * (time.monotonic() - started):.0f} ms after its start, under Wine")
            yield listening["url"].rsplit(":", 1)[1], events
            for vigil in processes(folder, "--headless"):
                # Wine makes Ctrl-C of it.
                os.kill(vigil, signal.SIGINT)
            last = json.loads(console.stdout.read().splitlines()[-1])
            expect(last == {"event": "stopped", "all_toys_confirmed": True}, f"Vigil did not leave in order: {last}")
            console.wait(timeout=STEP_S)
            until("its guardian to leave", STEP_S, lambda: not processes(folder), lambda: str(processes(folder)))
            say("Ctrl-C: left in order, and its guardian with it")
        finally:
            for vigil in processes(folder):
                os.kill(vigil, signal.SIGKILL)
            console.kill()
            console.wait()

    def path(self, path):
        """What Windows calls it."""
        return "Z:" + str(path).replace("/", "\\")


def processes(folder, word=""):
    """The numbers of Vigil's processes that were started from there, with that word in their command lines."""
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = process.read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        # Wine puts the Windows path in place of the one that it was given.
        if words[0].endswith(folder.name + "\\vigil.exe") and (not word or word in words):
            found.append(int(process.parent.name))
    return found


def expect(is_so, otherwise):
    if not is_so:
        raise SystemExit(otherwise)


def is_installed(windows, version):
    there = {path.name for path in windows.folder.iterdir()}
    expect(there == PROGRAMS | {"uninstall.exe"}, f"installed is {sorted(there)}")
    expect(windows.menu.exists(), "there is no entry in the start menu")
    told = windows.value(UNINSTALL_KEY, "DisplayVersion")
    expect(told == version, f"Windows would list version {told}, not {version}")
    expect(windows.value(RUN_KEY, "Vigil") is None, "it starts with Windows, unasked")


def installer(windows, setup, version):
    expect(not windows.folder.exists(), f"{windows.folder} is there already")
    expect(not windows.data.exists(), f"{windows.data} is there already")
    expect(windows.run(setup, "/S") == 0, "the installer failed")
    is_installed(windows, version)
    say("installed: programs, start menu, entry in the list of apps, no autostart")

    # The port for toys is open, so that there is something to guard.
    with windows.serving(windows.folder, "--device-port", "23471") as (port, events):
        say(f"cut off: {cut_off(events, port)}")
        guardian = lambda: processes(windows.folder, "--guardian")
        until("the guardian", STEP_S, guardian, lambda: str(processes(windows.folder)))
        say("its guardian runs from the same place")
        told = windows.run(setup, "/S")
        expect(told == IS_RUNNING, f"installed over a Vigil that runs: {told}")
        say("is not installed over a Vigil that runs")
    settings = windows.data / "settings.json"
    expect(windows.data.is_dir(), f"nothing is kept in {windows.data}")
    settings.write_text(json.dumps({"version": 1, "ping": {"limit_ms": 2000}}))

    expect(windows.run(setup, "/S") == 0, "the installer failed the second time")
    is_installed(windows, version)
    limit = json.loads(settings.read_text())["ping"]["limit_ms"]
    expect(limit == 2000, f"the limit was 2000 ms before, and is {limit} ms")
    say("installed over it: settings kept")

    # It goes on as a copy of itself elsewhere, so that it can remove itself.
    windows.run(windows.folder / "uninstall.exe", "/S")
    until("the uninstaller", STEP_S, lambda: not windows.folder.exists(), lambda: str(list(windows.folder.iterdir())))
    until("the start menu's entry to go", STEP_S, lambda: not windows.menu.exists(), lambda: str(windows.menu))
    for key, name in [(UNINSTALL_KEY, "DisplayName"), (OWN_KEY, "InstallDir"), (RUN_KEY, "Vigil")]:
        until("the registry", STEP_S, lambda: windows.value(key, name) is None, lambda: f"{key} is left")
    expect(settings.exists(), "settings are gone, unasked")
    say("uninstalled: nothing left but what the person kept")
    shutil.rmtree(windows.data)


def portable(windows, archive):
    with tempfile.TemporaryDirectory(prefix="vigil zip ü ") as folder:
        with zipfile.ZipFile(archive) as files:
            expect(files.testzip() is None, "the .zip is damaged")
            files.extractall(folder)
        unpacked = next(Path(folder).iterdir())
        there = {path.name for path in unpacked.iterdir()}
        expect(there == PROGRAMS, f"in the .zip is {sorted(there)}")
        with windows.serving(unpacked, "--data-dir", r"C:\vigil-from-the-zip") as (port, events):
            say(f".zip, unpacked to a path with spaces and umlauts; cut off: {cut_off(events, port)}")
        shutil.rmtree(windows.home.parents[1] / "vigil-from-the-zip")


def main(runner, prefix, setup, archive):
    windows = Windows(runner, prefix)
    version = Path(setup).name.split("-")[1]
    say(run([runner, "cmd", "/c", "ver"]).strip())
    installer(windows, setup, version)
    portable(windows, archive)


if __name__ == "__main__":
    main(*sys.argv[1:])
