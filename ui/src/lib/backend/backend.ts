import type { AppView, LogLine, Request } from './bindings';

export type Unsubscribe = () => void;

/** Everything the window knows of the world outside. Calls reject with a `RequestError`, or with anything at all. */
export interface Backend {
  state(): Promise<AppView>;
  /** Resolves with the state that the request has led to. */
  request(request: Request): Promise<AppView>;
  /** The newest lines that are still kept, oldest first. */
  logLines(): Promise<LogLine[]>;
  /** Called with the whole state whenever some of it changed. */
  onState(listener: (view: AppView) => void): Promise<Unsubscribe>;
  /** Called with new lines, oldest first. */
  onLog(listener: (lines: LogLine[]) => void): Promise<Unsubscribe>;
}
