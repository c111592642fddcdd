"""What a missed ping looks like to a program. Start a server that expects pings first, for instance

    vigil --headless --max-ping-time 1000 --simulate vibrator
    python ping_timeout.py [ws://127.0.0.1:12345]
"""

import asyncio
import sys

from buttplug import ButtplugClient, ButtplugError, ButtplugPingError


async def wait_for_key() -> None:
    print("Press Enter to continue.", flush=True)
    await asyncio.to_thread(sys.stdin.readline)


async def main(url: str) -> None:
    client = ButtplugClient("Example Client")
    missed: ButtplugPingError | None = None
    disconnected = asyncio.Event()

    def on_error(error: Exception) -> None:
        nonlocal missed
        if isinstance(error, ButtplugPingError) and missed is None:
            missed = error
            print("Buttplug ping timeout!", flush=True)

    def on_server_disconnect() -> None:
        print("Buttplug disconnected!", flush=True)
        disconnected.set()

    client.on_error = on_error
    client.on_server_disconnect = on_server_disconnect
    await client.connect(url)
    print("Client connected", flush=True)

    # As long as we wait here, the client pings by itself, at half the time that the server allows. It does so from the
    # same loop as the rest of the program: what blocks that loop stops the pings.
    await wait_for_key()

    # Now we stop them on purpose; the client has no public way to. The server stops all toys, says why, and ends the
    # connection.
    print("Stopping ping timer", flush=True)
    client._stop_ping_timer()
    await disconnected.wait()

    # Everything that we ask for from here on fails. The client itself only knows that it is not connected: why, it has
    # told on_error.
    try:
        await client.start_scanning()
    except ButtplugError as error:
        kind = "ERROR_PING" if missed else type(error).__name__
        print(f"Command failed: {kind}: {missed or error}", flush=True)


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:12345"))
