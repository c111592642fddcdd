// What a missed ping looks like to a program. Start a server that expects pings first, for instance
//
//     vigil --headless --max-ping-time 1000 --simulate vibrator
//     node js/ping-timeout.mjs [ws://127.0.0.1:12345]

import { once } from "node:events";

import { ButtplugClient, ButtplugNodeWebsocketClientConnector, ErrorClass } from "buttplug";
import { keepAlive } from "buttplug-keepalive";

async function waitForKey() {
  console.log("Press Enter to continue.");
  await once(process.stdin, "data");
  process.stdin.pause();
}

const client = new ButtplugClient("Example Client");
client.on("pingtimeout", () => console.log("Buttplug ping timeout!"));
client.on("disconnect", () => console.log("Buttplug disconnected!"));
await client.connect(new ButtplugNodeWebsocketClientConnector(process.argv[2] ?? "ws://127.0.0.1:12345"));

// The official client sends no pings; this does, at half the time that the server allows.
const pings = keepAlive(client);
console.log("Client connected");

// As long as we wait here, the pings go on and nothing else is printed.
await waitForKey();

// Now we stop them on purpose. The server stops all toys, says why, and ends the connection.
console.log("Stopping ping timer");
pings.stop();
await once(client, "disconnect");

// Everything that we ask for from here on fails with the reason.
try {
  await client.startScanning();
} catch (error) {
  console.log(`Command failed: ${ErrorClass[error.ErrorClass]}: ${error.message}`);
}
