// What a missed ping looks like to a program. Start a server that expects pings first, for instance
//
//     vigil --headless --max-ping-time 1000 --simulate vibrator
//     npm run build && node ts/ping-timeout.js [ws://127.0.0.1:12345]

import { once } from "node:events";

import {
  ButtplugClient,
  ButtplugError,
  ButtplugNodeWebsocketClientConnector,
  type ButtplugPingError,
  ErrorClass,
} from "buttplug";
import { keepAlive, type Pings } from "buttplug-keepalive";

async function waitForKey(): Promise<void> {
  console.log("Press Enter to continue.");
  await once(process.stdin, "data");
  process.stdin.pause();
}

/** Tells one class of error from another: `ERROR_PING` for a missed ping. */
function classOf(error: ButtplugError): keyof typeof ErrorClass {
  return ErrorClass[error.ErrorClass] as keyof typeof ErrorClass;
}

const client = new ButtplugClient("Example Client");
client.on("pingtimeout", (_error: ButtplugPingError) => console.log("Buttplug ping timeout!"));
client.on("disconnect", () => console.log("Buttplug disconnected!"));
const disconnected = new Promise<void>((resolve) => client.on("disconnect", () => resolve()));
await client.connect(new ButtplugNodeWebsocketClientConnector(process.argv[2] ?? "ws://127.0.0.1:12345"));

// The official client sends no pings; this does, at half the time that the server allows.
const pings: Pings = keepAlive(client);
console.log("Client connected");

// As long as we wait here, the pings go on and nothing else is printed.
await waitForKey();

// Now we stop them on purpose. The server stops all toys, says why, and ends the connection.
console.log("Stopping ping timer");
pings.stop();
await disconnected;

// Everything that we ask for from here on fails with the reason.
try {
  await client.startScanning();
} catch (error) {
  if (!(error instanceof ButtplugError)) throw error;
  console.log(`Command failed: ${classOf(error)}: ${error.message}`);
}
