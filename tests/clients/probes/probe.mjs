// What a program hears of a missed ping through the official JavaScript client.
//
// probe.mjs PACKAGE URL CALL_AFTER_MS [KEEP_ALIVE]: connects, does nothing, and asks for something after that time.
// KEEP_ALIVE is the module of that name. Prints JSON lines.

import { WebSocket } from "ws";

const [name, url, callAfter, keepAliveModule] = process.argv.slice(2);
const HANGS_AFTER_MS = 3000;
const ERROR_PING = 2;

function say(event, fields = {}) {
  process.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
}

// What the libraries print is not for the benchmark.
console.log = console.error;
globalThis.WebSocket = WebSocket;

const library = await import(name);
const client = new library.ButtplugClient("Probe");
// Whatever the library tells, under whatever name.
const { emit } = client;
client.emit = (event, ...details) => {
  const isPing = details.some((detail) => (detail?.ErrorClass ?? detail?.errorClass) === ERROR_PING);
  if (isPing) say("ping_timeout");
  if (/disconnect/i.test(event)) say("disconnected");
  return emit.call(client, event, ...details);
};
await client.connect(new library.ButtplugNodeWebsocketClientConnector(url));
if (keepAliveModule) {
  const { keepAlive } = await import(keepAliveModule);
  keepAlive(client);
}
say("connected");

setTimeout(async () => {
  const hangs = setTimeout(() => {
    say("call", { outcome: "hangs" });
    process.exit();
  }, HANGS_AFTER_MS);
  try {
    await client.startScanning();
    say("call", { outcome: "ok" });
  } catch (error) {
    const isPing = (error.ErrorClass ?? error.errorClass) === ERROR_PING;
    say("call", { outcome: "fails", class: isPing ? "ERROR_PING" : error.constructor.name });
  }
  clearTimeout(hangs);
  process.exit();
}, Number(callAfter));
