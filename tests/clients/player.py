"""A player built on the official Python client, which pings by itself at half the limit.

player.py URL SECONDS: moves the first toy to another level every second, then says goodbye. Prints JSON lines.
"""

import asyncio
import json
import sys

from buttplug import ButtplugClient, DeviceOutputCommand, OutputType


def say(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


async def main(url: str, seconds: int) -> None:
    client = ButtplugClient("Python Player")
    client.on_server_disconnect = lambda: say("lost")
    client.on_error = lambda error: say("error", kind=type(error).__name__, message=str(error))
    await client.connect(url)
    toy = next(iter(client.devices.values()))
    say("connected", toys=[device.name for device in client.devices.values()])
    for level in range(1, seconds + 1):
        await toy.run_output(DeviceOutputCommand(OutputType.VIBRATE, level % 20 + 1))
        say("level", value=level % 20 + 1)
        await asyncio.sleep(1)
    await client.disconnect()
    say("goodbye")


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
