import type {
  AlertPageView,
  AlertQuery,
  AppView,
  AutostartView,
  ExportedView,
  ExportFormat,
  LogLine,
  MessagesView,
  ProgramFiguresView,
  RepeatsView,
  Request,
  ToyDetailsView,
} from './bindings';

export type Unsubscribe = () => void;

/** Everything the window knows of the world outside. Calls reject with a `RequestError`, or with anything at all. */
export interface Backend {
  state(): Promise<AppView>;
  /** Resolves with the state that the request has led to. */
  request(request: Request): Promise<AppView>;
  /** The newest lines that are still kept, oldest first. */
  logLines(): Promise<LogLine[]>;
  /** What this program and Vigil have said to each other so far; rejects if it is gone. */
  programFigures(program: number): Promise<ProgramFiguresView>;
  /** Keeps the messages between this program and Vigil from now on, and those of no other one; rejects if it is gone. */
  inspect(program: number): Promise<void>;
  /** Its messages that are new; if `holds`, only how many there were. Null if they are not kept. */
  messages(program: number, holds: boolean): Promise<MessagesView | null>;
  /** Keeps its messages no more. */
  endInspecting(program: number): Promise<void>;
  /** A page of the alerts that the query finds; `after` is what the page before gave as its next. */
  alerts(query: AlertQuery, after: number | null): Promise<AlertPageView>;
  /** A page of the alerts in one row. */
  repeats(query: AlertQuery, id: number, after: number | null): Promise<RepeatsView>;
  /** Asks the person where to, and writes what the query finds. Null if they did not want to. */
  exportAlerts(query: AlertQuery, format: ExportFormat): Promise<ExportedView | null>;
  /** What is told of a toy while somebody looks at it closely; null if it is not here. */
  toyDetails(index: number): Promise<ToyDetailsView | null>;
  /** Called when an alert is to be heard. */
  onTone(listener: () => void): Promise<Unsubscribe>;
  /** Asks the person where to, and writes these lines. Says where they are; null if the person did not want to. */
  saveLog(text: string): Promise<string | null>;
  /** Shows the log's files in the system's own way. */
  openLogFolder(): Promise<void>;
  /** Stops every toy and ends Vigil. */
  quit(): Promise<void>;
  /** Whether Vigil starts when the person logs in. */
  autostart(): Promise<AutostartView>;
  setAutostart(on: boolean, hidden: boolean): Promise<AutostartView>;
  /** Called when the person is to be asked what becomes of Vigil without its window. */
  onCloseAsked(listener: () => void): Promise<Unsubscribe>;
  /** Keeps watching without the window, or ends; null leaves the window where it is. */
  answerClose(keep: boolean | null): Promise<void>;
  /** Called with the whole state whenever some of it changed. */
  onState(listener: (view: AppView) => void): Promise<Unsubscribe>;
  /** Called with new lines, oldest first. */
  onLog(listener: (lines: LogLine[]) => void): Promise<Unsubscribe>;
}
