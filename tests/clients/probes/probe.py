"""What a program hears of a missed ping through the official Python client.

probe.py URL CALL_AFTER_MS: connects, does nothing, and asks for something after that time. Prints JSON lines.
"""

import asyncio
import json
import sys

from buttplug import ButtplugClient, ButtplugPingError

HANGS_AFTER = 3.0


def say(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


async def main(url: str, call_after_ms: int) -> None:
    client = ButtplugClient("Probe")
    client.on_error = lambda error: say("ping_timeout") if isinstance(error, ButtplugPingError) else None
    client.on_server_disconnect = lambda: say("disconnected")
    await client.connect(url)
    say("connected")
    await asyncio.sleep(call_after_ms / 1000)
    try:
        await asyncio.wait_for(client.start_scanning(), HANGS_AFTER)
        say("call", outcome="ok")
    except TimeoutError:
        say("call", outcome="hangs")
    except Exception as error:
        kind = "ERROR_PING" if isinstance(error, ButtplugPingError) else type(error).__name__
        say("call", outcome="fails", **{"class": kind})


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
