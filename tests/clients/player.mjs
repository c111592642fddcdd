// A player built on the official JavaScript client, which never pings.
//
// player.mjs URL SECONDS: moves the first toy to another level every second, then says goodbye. Prints JSON lines.

import { setTimeout as sleep } from "node:timers/promises";

import { ButtplugClient, ButtplugNodeWebsocketClientConnector, DeviceOutput } from "buttplug";

function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

// The library prints what it does not expect, such as an Error with Id 0, as plain text.
console.log = console.error;

const [url, seconds] = process.argv.slice(2);
const client = new ButtplugClient("JavaScript Player");
client.on("disconnect", () => {
  say("lost");
  process.exit(0);
});
await client.connect(new ButtplugNodeWebsocketClientConnector(url));
const [toy] = client.devices.values();
say("connected", { toys: [...client.devices.values()].map((device) => device.name) });
for (let level = 1; level <= Number(seconds); level++) {
  await toy.runOutput(DeviceOutput.Vibrate.value(level));
  say("level", { value: level });
  await sleep(1000);
}
client.removeAllListeners("disconnect");
await client.disconnect();
say("goodbye");
