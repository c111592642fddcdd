// The log of a session, as the official JavaScript client of spec v1 gives it to a program.
//
// old_log.mjs URL: asks for the log at Debug, moves the first toy and a motor that it does not have, and leaves. Prints JSON lines.

import { WebSocket } from "ws";

function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

// What the library prints is not for the test.
console.log = console.error;
globalThis.WebSocket = WebSocket;

const library = await import("buttplug-0.8");
const client = new library.ButtplugClient("Old Reader");
client.addListener("log", ({ LogLevel, LogMessage }) => say("log", { level: LogLevel, text: LogMessage }));
await client.ConnectWebsocket(process.argv[2]);
await client.RequestLog("Debug");
const [toy] = client.Devices;
await client.SendDeviceMessage(toy, library.CreateSimpleVibrateCmd(toy, 0.5));
await client.SendDeviceMessage(toy, new library.VibrateCmd([{ Index: 5, Speed: 0.5 }])).catch(() => {});
await client.Disconnect();
