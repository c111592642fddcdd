"""A player built on `buttplug-py`, the client that Python had before the official one.

old_player.py VERSION URL: speaks that version of the protocol; moves the first toy, reads its battery, stops it, moves
it again, and says goodbye. Prints JSON lines.
old_player.py VERSION URL SECONDS: moves it to another level every second, then says goodbye.
"""

import asyncio
import json
import sys
from pathlib import Path

# Its module has the name of the official client's, so it is in a folder of its own.
sys.path.insert(0, str(Path(sys.prefix) / "buttplug-py"))

from buttplug import Client, Device, ProtocolSpec, WebsocketConnector

# A toy takes a message only so often, and a stop overtakes those that wait.
UNTIL_WRITTEN = 0.3


def say(event: str, **fields: object) -> None:
    print(json.dumps({"event": event, **fields}), flush=True)


async def move(toy: Device, level: int) -> None:
    for motor in toy.actuators:
        await motor.command(level / 20)
    say("level", value=level)
    await asyncio.sleep(UNTIL_WRITTEN)


async def percent(toy: Device, version: ProtocolSpec) -> int:
    sensor = toy.sensors[0]
    if version == ProtocolSpec.v2:
        # Here it is a property, and a part of 1.
        (part,) = await sensor.read
        return round(100 * part)
    (value,) = await sensor.read()
    return value


async def main(version: ProtocolSpec, url: str, seconds: int | None) -> None:
    client = Client("Old Player", version)
    await client.connect(WebsocketConnector(url))
    say("connected", toys=[device.name for device in client.devices.values()])
    toy = next(iter(client.devices.values()))
    if seconds is None:
        await move(toy, 10)
        say("battery", percent=await percent(toy, version))
        await toy.stop()
        say("stopped")
        await move(toy, 5)
    else:
        for level in range(1, seconds + 1):
            await move(toy, level)
            await asyncio.sleep(1 - UNTIL_WRITTEN)
    await client.disconnect()
    say("goodbye")


version, url, *more = sys.argv[1:]
asyncio.run(main(ProtocolSpec(int(version)), url, int(more[0]) if more else None))
