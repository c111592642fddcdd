"""Installs a .deb in a clean system, uses it, upgrades it and removes it.

    python try_package.py SYSTEM DEB

SYSTEM is the root of a Debian that debootstrap made; it needs root, the official Python client and cargo. An older version,
for the upgrade, is the same package under a lower number. Ends with an error at the first thing that is not as it should be.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from played import LIMIT_MS, cut_off, frozen_game, run, say, text_of, until

# From the limit to the stop, on a machine that does other things, too.
LATE_MS = 1000
STARTS_S = 60
# In the home of the person who uses it.
DATA = ".local/share/vigil"
GUARDIAN_TEST = "guardian::s5_sigkill"
# What apt and dpkg keep for themselves, what the kernel shows, and caches that other packages' triggers write.
NOT_LEFT = ("proc", "sys", "dev", "run", "tmp", "var/cache", "var/log", "var/lib/apt", "var/lib/dpkg", "etc/ld.so.cache")


class System:
    """A Debian below a folder."""

    def __init__(self, root):
        self.root = Path(root)

    @contextmanager
    def mounted(self):
        mounts = [("proc", "proc", "proc"), ("sysfs", "sys", "sysfs"), ("/dev", "dev", None)]
        try:
            for what, where, kind in mounts:
                how = ["--types", kind] if kind else ["--rbind"]
                run(["mount", *how, what, str(self.root / where)])
            yield
        finally:
            for _, where, _ in reversed(mounts):
                subprocess.run(["umount", "--recursive", "--lazy", str(self.root / where)], check=False)

    def inside(self, path):
        """How a path below it is called in it."""
        return "/" / Path(path).relative_to(self.root)

    def command(self, *arguments):
        return ["chroot", str(self.root), *arguments]

    def run(self, *arguments):
        return run(self.command(*arguments))

    def apt(self, *arguments):
        return self.run("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2", "--yes", *arguments)

    def files(self):
        found = set()
        for folder, folders, names in os.walk(self.root):
            below = os.path.relpath(folder, self.root)
            folders[:] = [name for name in folders if not os.path.normpath(f"{below}/{name}") in NOT_LEFT]
            found.update(os.path.normpath(f"{below}/{name}") for name in [*names, *folders])
        return found


def older(deb, folder):
    """The same package under a lower number."""
    tree = Path(folder) / "older"
    run(["dpkg-deb", "--raw-extract", deb, tree])
    control = tree / "DEBIAN" / "control"
    lines = [f"Version: 0.0.1" if line.startswith("Version:") else line for line in control.read_text().splitlines()]
    control.write_text("\n".join(lines) + "\n")
    package = Path(folder) / "vigil_older.deb"
    # Packed in a moment: it is for this run only.
    run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", tree, package])
    return package


@contextmanager
def leaving_in_order(vigil, evidence=lambda: ""):
    """It is told to end, whatever happens; if all went well, it has to do so in order."""
    try:
        yield vigil
    finally:
        vigil.send_signal(signal.SIGTERM)
        status = vigil.wait(timeout=10)
    if status != 0:
        raise SystemExit(f"Vigil did not leave in order:\n{evidence()}")


def serve_headless(system, home):
    command = system.command(
        "vigil", "--headless", "--port", "0", "--simulate", "vibrator", "--no-bluetooth",
        "--max-ping-time", str(LIMIT_MS), "--data-dir", str(system.inside(home) / "headless"),
    )
    started = time.monotonic()
    vigil = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with leaving_in_order(vigil):
        events = (json.loads(line) for line in vigil.stdout)
        listening = next((event for event in events if event["event"] == "listening"), None)
        if listening is None:
            raise SystemExit("Vigil ended before it served")
        say(f"headless: serves {1000 * (time.monotonic() - started):.0f} ms after its start")
        say(f"headless: {memory(vigil.pid)}")
        say(f"headless: {cut_off(events, listening['url'].rsplit(':', 1)[1])}")


def kill_it_while_a_toy_moves(system, folder):
    """The guardian of the installed program stops the toy: the test of that, over a bluetoothd of its own."""
    # What the test keeps in files, such as the bus's socket, has the same path inside.
    inside = system.root / folder.relative_to("/")
    inside.mkdir(parents=True)
    run(["mount", "--bind", folder, inside])
    try:
        program = folder / "vigil"
        program.write_text(f"#!/bin/sh\nexec chroot '{system.root}' /usr/bin/vigil \"$@\"\n")
        program.chmod(0o755)
        command = ["cargo", "test", "--quiet", "--locked", "--package", "vigil-tests", "--test", "bluetooth"]
        told = run(
            [*command, "--", "--exact", GUARDIAN_TEST],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"VIGIL_HEADLESS_BIN": str(program), "TMPDIR": str(folder)},
        )
    finally:
        run(["umount", inside])
    inside.rmdir()
    if "test result: ok. 1 passed" not in told:
        raise SystemExit(f"there is no test {GUARDIAN_TEST}:\n{told}")
    say("guardian: Vigil was killed while a Bluetooth toy moved, and the toy was stopped")


def memory(pid):
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return f"{int(fields['VmRSS'].split()[0]) / 1024:.1f} MiB resident"


def open_window(system, home, display, port, keep=None):
    """With the settings as they are. The window's page says in the log that it is drawn."""
    data = home / DATA
    log = tempfile.TemporaryFile("w+")
    started = time.monotonic()
    vigil = subprocess.Popen(
        system.command("env", f"DISPLAY={display}", f"HOME={system.inside(home)}", "LANG=C.UTF-8", "vigil", "--port", str(port),
                       "--no-bluetooth", "--simulate", "vibrator", "--max-ping-time", str(LIMIT_MS)),
        stdout=subprocess.DEVNULL, stderr=log,
    )
    with leaving_in_order(vigil, lambda: text_of(log)):
        until("the window's page", STARTS_S, lambda: "page was loaded" in text_of(log), lambda: text_of(log))
        say(f"window: its page is there {1000 * (time.monotonic() - started):.0f} ms after the start")
        before = alerts(data)
        with frozen_game(port):
            until("an alert", STARTS_S, lambda: len(alerts(data)) > len(before), lambda: text_of(log))
        told = alerts(data)[-1]
        say(f"window: alert stored: {json.dumps(told)[:300]}")
        if "Frozen Game" not in json.dumps(told):
            raise SystemExit("the alert is about something else")
        if keep:
            subprocess.run(["import", "-display", display, "-window", "root", keep], check=False)


def alerts(data):
    file = data / "alerts.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@contextmanager
def display():
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24"],
        pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        yield f":{number.readline().strip()}"
    screen.kill()
    screen.wait()


def main(root, deb):
    system = System(root)
    # A home of its own: what a person keeps, and what WebKit keeps, is none of the package's business.
    home_below = {"prefix": "home-", "dir": system.root / "tmp"}
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory(**home_below) as home_path,
        system.mounted(),
        display() as screen,
    ):
        home = Path(home_path)
        say((system.root / "etc/debian_version").read_text().strip())
        shutil.copy("/etc/resolv.conf", system.root / "etc/resolv.conf")
        system.apt("update")
        # The libraries first and by themselves, so that what is left at the end is left by Vigil.
        before = older(deb, folder)
        shutil.copy(before, system.root / "tmp/older.deb")
        shutil.copy(deb, system.root / "tmp/vigil.deb")
        system.apt("install", "--no-install-recommends", "/tmp/older.deb")
        say(f"installed: {system.run('vigil', '--version').strip()}; "
            + system.run("dpkg-query", "--show", "--showformat=${Version}, ${Installed-Size} KiB", "vigil"))
        serve_headless(system, home)
        open_window(system, home, screen, 23470)
        settings = home / DATA / "settings.json"
        settings.write_text(json.dumps({"ping": {"limit_ms": 2000}}))

        system.apt("install", "--no-install-recommends", "/tmp/vigil.deb")
        say("upgraded: " + system.run("dpkg-query", "--show", "--showformat=${Version}", "vigil"))
        open_window(system, home, screen, 23470, os.environ.get("VIGIL_PICTURE"))
        kept = json.loads(settings.read_text())["ping"]["limit_ms"]
        if kept != 2000:
            raise SystemExit(f"the limit was 2000 ms before the upgrade, and is {kept} ms after it")
        say("upgraded: settings kept")
        with tempfile.TemporaryDirectory(prefix="vigil-", dir="/tmp") as shared:
            kill_it_while_a_toy_moves(system, Path(shared))

        with_it = system.files()
        system.apt("purge", "vigil")
        left = {file for file in system.files() if "vigil" in file.lower()}
        if left:
            raise SystemExit(f"left behind: {sorted(left)}")
        say(f"removed: {len(with_it - system.files())} files and folders, none left")


if __name__ == "__main__":
    main(*sys.argv[1:])
