"""What is tried with every package: a program that hangs while it moves a toy."""

import asyncio
import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager

from buttplug import ButtplugClient, DeviceOutputCommand, OutputType

LIMIT_MS = 500


def say(text):
    print(f"  {text}", flush=True)


def run(command, **where):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **where)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


async def play_and_freeze(port):
    """A program that moves the toy, then hangs. Its connection has to be closed."""
    client = ButtplugClient("Frozen Game")
    await client.connect(f"ws://127.0.0.1:{port}")
    toy = next(iter(client.devices.values()))
    await toy.run_output(DeviceOutputCommand(OutputType.VIBRATE, 0.5))
    return client


@contextmanager
def frozen_game(port):
    """In a process of its own, so that nothing of it runs while it hangs."""
    child = os.fork()
    if child == 0:
        async def whole():
            await play_and_freeze(port)
            time.sleep(60)

        asyncio.run(whole())
        os._exit(0)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def cut_off(events, port):
    """A program hangs; the event that says how its session ended, which the limit has to have done."""
    with frozen_game(port):
        ended = next((event for event in events if event["event"] == "program_ended"), None)
    if ended is None:
        raise SystemExit("Vigil ended before the limit fired")
    if ended["cause"] != "ping_timeout":
        raise SystemExit(f"the program hung, and its session ended as {ended['cause']}")
    return json.dumps(ended)


def text_of(log):
    log.seek(0)
    return log.read()


def until(what, seconds, is_so, evidence):
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds} s in vain for {what}:\n{evidence()}")
        time.sleep(0.02)
