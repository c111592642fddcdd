// The official client over a connection that the test holds the other end of, in virtual time.

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, mock, test } from "node:test";

import { ButtplugClient, ButtplugPingError, DeviceOutput, ErrorClass } from "buttplug";
import { keepAlive } from "buttplug-keepalive";

const LIMIT = 1000;
const MISSED = { Error: { Id: 0, ErrorCode: ErrorClass.ERROR_PING, ErrorMessage: "No Ping for 1000 ms." } };
const TOY = {
  DeviceIndex: 0,
  DeviceName: "Toy",
  DeviceMessageTimingGap: 0,
  DeviceFeatures: { 0: { FeatureIndex: 0, FeatureDescription: "", Output: { Vibrate: { Value: [0, 10] } } } },
};

/** A server's end of a connection: it answers everything but outputs, and keeps what it was sent. */
class Connection extends EventEmitter {
  Connected = false;
  sent = [];
  constructor(limit = LIMIT) {
    super();
    this.limit = limit;
  }
  connect = async () => {
    this.Connected = true;
  };
  disconnect = async () => this.lose();
  initialize = async () => {};
  send(message) {
    const [[name, { Id }]] = Object.entries(message);
    this.sent.push(name);
    const answers = {
      RequestServerInfo: {
        ServerInfo: { Id, ServerName: "", MaxPingTime: this.limit, ProtocolVersionMajor: 4, ProtocolVersionMinor: 0 },
      },
      RequestDeviceList: { DeviceList: { Id, Devices: { 0: TOY } } },
      OutputCmd: undefined,
    };
    const answer = name in answers ? answers[name] : { Ok: { Id } };
    if (answer) queueMicrotask(() => this.say(answer));
  }
  say(...messages) {
    this.emit("message", messages);
  }
  lose() {
    if (!this.Connected) return;
    this.Connected = false;
    this.emit("disconnect");
  }
  get pings() {
    return this.sent.filter((name) => name === "Ping").length;
  }
}

async function connected(limit = LIMIT) {
  const client = new ButtplugClient("Test");
  const events = [];
  client.on("pingtimeout", (error) => events.push(["pingtimeout", error]));
  client.on("disconnect", () => events.push(["disconnect"]));
  const connection = new Connection(limit);
  await client.connect(connection);
  return { client, connection, events };
}

const names = (events) => events.map(([name]) => name);
/** A failure that is the missed ping, in the library's own terms. */
const isPingError = (error) => error instanceof ButtplugPingError && error.ErrorClass === ErrorClass.ERROR_PING;
/** Lets promises go on; timers stand still. */
const settle = () => new Promise(setImmediate);

beforeEach(() => mock.timers.enable({ apis: ["setInterval"] }));
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("a ping leaves at once, then one in half of the limit", async () => {
  const { client, connection } = await connected();
  assert.equal(keepAlive(client).maxPingTime, LIMIT);
  assert.equal(connection.pings, 1);
  for (const [milliseconds, pings] of [[499, 1], [1, 2], [500, 3], [5000, 13]]) {
    mock.timers.tick(milliseconds);
    assert.equal(connection.pings, pings);
  }
});

test("a server that expects no pings gets none", async () => {
  const { client, connection } = await connected(0);
  keepAlive(client);
  mock.timers.tick(100_000);
  assert.equal(connection.pings, 0);
});

test("a missed ping is told once, and every call fails from then on, those that wait included", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client);
  const toy = client.devices.get(0);
  const waiting = toy.runOutput(DeviceOutput.Vibrate.value(1));
  connection.say(MISSED, MISSED);
  await assert.rejects(waiting, isPingError);
  // Whether the server closes the connection or not.
  assert.deepEqual(names(events), ["pingtimeout", "disconnect"]);
  assert(isPingError(events[0][1]));
  assert.equal(events[0][1].message, "No Ping for 1000 ms.");

  const sent = connection.sent.length;
  connection.lose();
  await assert.rejects(client.startScanning(), isPingError);
  await assert.rejects(client.stopAllDevices(), isPingError);
  await assert.rejects(toy.runOutput(DeviceOutput.Vibrate.value(1)), isPingError);
  assert.throws(() => client.devices, isPingError);
  mock.timers.tick(10_000);
  assert.equal(connection.sent.length, sent, "nothing is sent any more");
  assert.deepEqual(names(events), ["pingtimeout", "disconnect"]);
});

test("a call from within the event fails as well", async () => {
  const { client, connection } = await connected();
  keepAlive(client);
  let failed;
  client.on("pingtimeout", () => (failed = client.startScanning()));
  connection.say(MISSED);
  await assert.rejects(failed, isPingError);
});

test("a ping that is answered with code 2 is a missed one", async () => {
  const { client, connection, events } = await connected();
  let id;
  connection.send = (message) => (id = message.Ping.Id);
  keepAlive(client);
  connection.say({ Error: { ...MISSED.Error, Id: id } });
  await settle();
  assert.deepEqual(names(events), ["pingtimeout", "disconnect"]);
});

test("so is a call that a server refuses with code 2, though it says nothing by itself", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client).stop();
  let id;
  connection.send = (message) => (id = message.StartScanning.Id);
  const refused = client.startScanning();
  connection.say({ Error: { ...MISSED.Error, Id: id } });
  await assert.rejects(refused, isPingError);
  assert.deepEqual(names(events), ["pingtimeout", "disconnect"]);
});

test("answers before the error in a frame are still read", async () => {
  const { client, connection } = await connected();
  let id;
  keepAlive(client);
  connection.send = (message) => (id = message.StopCmd.Id);
  const stopped = client.stopAllDevices();
  connection.say({ Ok: { Id: id } }, MISSED);
  await stopped;
});

test("other errors that answer nothing stay the client's", async () => {
  const { client, connection, events } = await connected();
  const log = mock.method(console, "log", () => {});
  keepAlive(client);
  connection.say({ Error: { Id: 0, ErrorCode: ErrorClass.ERROR_UNKNOWN, ErrorMessage: "shutting down" } });
  assert.equal(log.mock.callCount(), 1);
  await client.startScanning();
  assert.deepEqual(events, []);
});

test("a lost connection is told once, fails what waits, and ends the pings", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client);
  const waiting = client.devices.get(0).runOutput(DeviceOutput.Vibrate.value(1));
  connection.lose();
  await assert.rejects(waiting, /lost/);
  await assert.rejects(client.startScanning(), (error) => !isPingError(error));
  const { pings } = connection;
  mock.timers.tick(10_000);
  assert.equal(connection.pings, pings);
  assert.deepEqual(names(events), ["disconnect"]);
});

test("pings stop when they are told to, and the session goes on until the server ends it", async () => {
  const { client, connection } = await connected();
  keepAlive(client).stop();
  mock.timers.tick(10_000);
  assert.equal(connection.pings, 1);
  await client.startScanning();
});

test("goodbye ends the pings", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client);
  await client.disconnect();
  mock.timers.tick(10_000);
  assert.equal(connection.pings, 1);
  assert.deepEqual(names(events), ["disconnect"]);
});

test("a second call ends the pings of the first, and messages are still read once", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client);
  keepAlive(client);
  mock.timers.tick(500);
  assert.equal(connection.pings, 3, "one for each call, and one for the interval");
  connection.say({ DeviceList: { Id: 0, Devices: {} } });
  connection.say(MISSED);
  assert.deepEqual(names(events), ["pingtimeout", "disconnect"]);
});

test("the client can be connected again after a missed ping", async () => {
  const { client, connection, events } = await connected();
  keepAlive(client);
  connection.say(MISSED);
  const another = new Connection();
  await client.connect(another);
  keepAlive(client);
  await client.startScanning();
  mock.timers.tick(500);
  assert.equal(another.pings, 2);
  another.say(MISSED);
  const both = ["pingtimeout", "disconnect"];
  assert.deepEqual(names(events), [...both, ...both]);
});

test("what the library keeps of each ping is dropped", async () => {
  const { client } = await connected();
  keepAlive(client);
  await settle();
  const before = client._sorter._waitingMsgs.size;
  for (let i = 0; i < 100; i++) {
    mock.timers.tick(500);
    await settle();
  }
  assert.equal(client._sorter._waitingMsgs.size, before);
});

test("a client that is not connected is refused", () => {
  assert.throws(() => keepAlive(new ButtplugClient("Test")), /not connected/);
});

test("in a page a worker keeps the time, and the page's timers do where there may be none", async (t) => {
  const workers = [];
  class FakeWorker {
    constructor(address) {
      this.code = decodeURIComponent(address);
      workers.push(this);
    }
    terminate() {
      this.isOver = true;
    }
  }
  Object.assign(globalThis, { document: {}, Worker: FakeWorker });
  t.after(() => ["document", "Worker"].forEach((name) => delete globalThis[name]));

  const { client, connection } = await connected();
  const pings = keepAlive(client);
  const [worker] = workers;
  assert.match(worker.code, /setInterval\(.*, 500\)/);
  mock.timers.tick(10_000);
  assert.equal(connection.pings, 1, "the page's own timers are not used");
  worker.onmessage();
  assert.equal(connection.pings, 2);

  const warn = mock.method(console, "warn", () => {});
  worker.onerror();
  assert.equal(warn.mock.callCount(), 1);
  mock.timers.tick(500);
  assert.equal(connection.pings, 3);
  pings.stop();
  mock.timers.tick(10_000);
  assert.equal(connection.pings, 3);

  keepAlive(client).stop();
  assert(workers[1].isOver);
});
