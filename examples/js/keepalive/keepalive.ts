/**
 * Pings for `buttplug` 5 from npm, which negotiates a ping time with the server and sends no Ping.
 *
 *     await client.connect(connector);
 *     const pings = keepAlive(client);
 *     client.on('pingtimeout', (error) => ...);   // error.ErrorClass is ErrorClass.ERROR_PING
 *     client.on('disconnect', () => ...);         // the client's own event
 *
 * Call it after each `connect`. Pings go out at half the time that the server allows. If the server misses one all the
 * same, `pingtimeout` is fired once, then `disconnect`, and every call fails with that error, calls that wait included.
 *
 * In a page, timers of a hidden tab run once a second, and once a minute if it stays hidden for long: too rarely for
 * any useful ping time. Those of a worker run on, so a worker tells the page when to ping. The page itself still sends
 * the Ping, so one that hangs does not. Where the page's Content-Security-Policy has no `worker-src data:`, the page's
 * own timers are used, and the console says so.
 */
import type { ButtplugClient, ButtplugPingError } from "buttplug";

/** The pings of one connection. */
export interface Pings {
  /** From the server, in milliseconds; 0 if it expects no pings. */
  readonly maxPingTime: number;
  /** Sends no more pings. The server then stops the toys and ends the session. */
  stop(): void;
}

type Message = { Error?: { Id: number; ErrorCode: number; ErrorMessage: string } } & Record<string, unknown>;

/** What the client's type hides. */
interface Inside {
  _connector: NodeJS.EventEmitter & { disconnect(): Promise<void> };
  _sorter: {
    _waitingMsgs: Map<number, [resolve: (answer: Message) => void, reject: (error: Error) => void]>;
    ParseIncomingMessages(messages: Message[]): Message[];
  };
  sendMessage(message: object): Promise<Message>;
  parseMessages(messages: Message[]): void;
  checkConnector(): void;
}

const ERROR_PING = 2;
/** Id of what answers no request. */
const UNASKED = 0;
/** An Id that no request has: the client counts up from 1. */
const UNUSED = 4294967295;

/** What the calls so far have left in place, for a client that is connected a second time. */
const detachers = new WeakMap<ButtplugClient, () => void>();

/** Sends the pings of a client that is connected. A second call for the same client ends those of the first. */
export function keepAlive(client: ButtplugClient): Pings {
  const inside = client as unknown as Inside;
  const waiting = inside._sorter._waitingMsgs;
  if (!client.connected || !client.serverInfo) throw new Error("keepAlive: the client is not connected.");
  detachers.get(client)?.();

  const { maxPingTime } = client.serverInfo;
  const { _connector: connector, parseMessages } = inside;
  const { checkConnector } = Object.getPrototypeOf(client) as Inside;
  let error: ButtplugPingError | undefined;
  let isLost = false;

  const failAll = (failure: Error) => {
    for (const [, reject] of waiting.values()) reject(failure);
    waiting.clear();
  };
  const missed = (message: string) => {
    if (error !== undefined || isLost) return;
    stop();
    error = pingError(inside._sorter, message);
    failAll(error);
    client.emit("pingtimeout", error);
    // A server is expected to, and not each one does. With one that did, this changes nothing.
    void connector.disconnect();
  };
  const ping = () => {
    const message = { Ping: { Id: 1 } };
    inside
      .sendMessage(message)
      // A failure is the end of the session, which is told below.
      .catch(() => {})
      // The library keeps what was answered for ever, and has put the Id that it chose into the message.
      .finally(() => waiting.delete(message.Ping.Id));
  };
  const stop = maxPingTime > 0 ? every(maxPingTime / 2, ping) : () => {};

  const onMessages = (messages: Message[]) => {
    const isMissed = ({ Error: told }: Message) => told?.ErrorCode === ERROR_PING;
    // The client does not understand an Error that answers nothing.
    const others = messages.filter((message) => !(isMissed(message) && message.Error?.Id === UNASKED));
    if (others.length > 0) parseMessages(others);
    const told = messages.find(isMissed)?.Error;
    if (told !== undefined) missed(told.ErrorMessage);
  };
  const detach = () => {
    stop();
    connector.removeListener("message", onMessages);
    connector.removeListener("disconnect", onDisconnect);
  };
  const onDisconnect = () => {
    isLost = true;
    detach();
    failAll(error ?? new Error("The connection to the server is lost."));
  };
  // In the client's place.
  connector.removeListener("message", parseMessages);
  connector.addListener("message", onMessages);
  connector.addListener("disconnect", onDisconnect);
  detachers.set(client, detach);
  // Everything that the client does asks this first.
  inside.checkConnector = () => {
    const isConnectedAgain = isLost && client.connected;
    if (error !== undefined && !isConnectedAgain) throw error;
    checkConnector.call(client);
  };
  if (maxPingTime > 0) ping();
  return { maxPingTime, stop };
}

/** The library's own error, made by the library: its class cannot be reached from a client. */
function pingError(sorter: Inside["_sorter"], ErrorMessage: string): ButtplugPingError {
  let made: Error | undefined;
  sorter._waitingMsgs.set(UNUSED, [() => {}, (error) => (made = error)]);
  sorter.ParseIncomingMessages([{ Error: { Id: UNUSED, ErrorCode: ERROR_PING, ErrorMessage } }]);
  sorter._waitingMsgs.delete(UNUSED);
  return made as ButtplugPingError;
}

/** Calls `tick` in this interval until the function that it returns is called. */
function every(milliseconds: number, tick: () => void): () => void {
  let stop = () => {};
  const useTimer = () => {
    const timer = setInterval(tick, milliseconds);
    stop = () => clearInterval(timer);
  };
  // Node and workers have no `document`, and their timers run on.
  if (typeof document === "undefined") useTimer();
  else {
    const code = `setInterval(() => postMessage(0), ${milliseconds})`;
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(code)}`);
    stop = () => worker.terminate();
    worker.onmessage = tick;
    worker.onerror = () => {
      console.warn("keepAlive: no worker is allowed here, so a hidden tab will miss pings.");
      useTimer();
    };
  }
  return () => stop();
}
