// A player built on an old release of the official JavaScript client.
//
// old_player.mjs PACKAGE URL: moves the first toy, reads its battery where the client can, stops it, moves it again,
// and says goodbye. Prints JSON lines.
// old_player.mjs PACKAGE URL SECONDS: moves it to another level every second, then says goodbye.

import { setTimeout as sleep } from "node:timers/promises";

import { WebSocket } from "ws";

const NAME = "Old Player";
/** A toy takes a message only so often, and a stop overtakes those that wait. */
const UNTIL_WRITTEN_MS = 300;

function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

// What the libraries print is not for the test.
console.log = console.error;
// Before 3.0 they know no other connector than a browser's.
globalThis.WebSocket = WebSocket;

const CONNECT = {
  "buttplug-0.8": async (library, url) => {
    const client = new library.ButtplugClient(NAME);
    await client.ConnectWebsocket(url);
    const [toy] = client.Devices;
    return {
      toys: client.Devices.map((device) => device.Name),
      vibrate: (strength) => client.SendDeviceMessage(toy, library.CreateSimpleVibrateCmd(toy, strength)),
      stop: () => client.SendDeviceMessage(toy, new library.StopDeviceCmd()),
      disconnect: () => client.Disconnect(),
    };
  },
  "buttplug-0.13": async (library, url) => {
    const client = new library.ButtplugClient(NAME);
    await client.Connect(new library.ButtplugBrowserWebsocketClientConnector(url));
    const [toy] = client.Devices;
    return {
      toys: client.Devices.map((device) => device.Name),
      vibrate: (strength) => toy.SendVibrateCmd(strength),
      stop: () => toy.SendStopDeviceCmd(),
      disconnect: () => client.Disconnect(),
    };
  },
  "buttplug-3": async (library, url) => {
    const client = new library.ButtplugClient(NAME);
    await client.connect(new library.ButtplugNodeWebsocketClientConnector(url));
    const [toy] = client.devices;
    return {
      toys: client.devices.map((device) => device.name),
      vibrate: (strength) => toy.vibrate(strength),
      battery: () => toy.battery(),
      stop: () => toy.stop(),
      disconnect: () => client.disconnect(),
    };
  },
  "buttplug-4": async (library, url) => {
    const client = new library.ButtplugClient(NAME);
    await client.connect(new library.ButtplugNodeWebsocketClientConnector(url));
    const [toy] = client.devices.values();
    return {
      toys: [...client.devices.values()].map((device) => device.name),
      vibrate: (strength) => toy.runOutput(library.DeviceOutput.Vibrate.percent(strength)),
      battery: async () => (await toy.battery()) / 100,
      stop: () => toy.stop(),
      disconnect: () => client.disconnect(),
    };
  },
};

async function move(client, level) {
  try {
    await client.vibrate(level / 20);
    say("level", { value: level });
  } catch (error) {
    say("error", { kind: error.constructor.name, message: error.message });
  }
  await sleep(UNTIL_WRITTEN_MS);
}

const [name, url, seconds] = process.argv.slice(2);
const client = await CONNECT[name](await import(name), url);
say("connected", { toys: client.toys });
if (seconds) {
  for (let level = 1; level <= Number(seconds); level++) {
    await move(client, level);
    await sleep(1000 - UNTIL_WRITTEN_MS);
  }
} else {
  await move(client, 10);
  if (client.battery) {
    say("battery", { percent: Math.round(100 * (await client.battery())) });
  }
  await client.stop();
  say("stopped");
  await move(client, 5);
}
await client.disconnect();
say("goodbye");
