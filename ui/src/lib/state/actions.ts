import type {
  AlertPageView,
  AlertQuery,
  AutostartView,
  ExportedView,
  ExportFormat,
  MessagesView,
  ProgramFiguresView,
  RepeatsView,
  Request,
  Settings,
  ToyDetailsView,
} from '../backend/bindings';

/** How saving a setting ended. `refused` is for the field it is about; `failed` has been told elsewhere. */
export type SaveOutcome = { kind: 'saved' } | { kind: 'refused'; sentence: string } | { kind: 'failed' };

/** Where the messages of a program come from. */
export interface MessageSource {
  /** They are kept from now on; rejects if the program is gone. */
  begin(): Promise<void>;
  /** What is new; if nobody wants to see it now, only how many there were. Null if they are not kept. */
  take(holds: boolean): Promise<MessagesView | null>;
  /** They are kept no more. */
  end(): Promise<void>;
}

/** What a place may do. Places get the state and these, and know nothing of a backend. */
export interface Actions {
  /** Ask for something. True when it was done; a refusal is told as a toast. */
  send(request: Request): Promise<boolean>;
  /** The same, but a refusal is handed back, to be said where it belongs. Null when it was done. */
  attempt(request: Request): Promise<string | null>;
  /**
   * Save the settings with one change. A refusal that is about `field` (or part of it) is handed back, so that it
   * can be said there; any other is told as a toast.
   */
  save(change: (settings: Settings) => Settings, field?: string): Promise<SaveOutcome>;
  /** What this program and Vigil have said to each other so far; rejects if it is gone. */
  programFigures(program: number): Promise<ProgramFiguresView>;
  /** The messages between this program and Vigil, for whoever looks at them. */
  messagesOf(program: number): MessageSource;
  /** Whether Vigil starts when the person logs in; null if nobody knows. */
  autostart(): Promise<AutostartView | null>;
  /** Null if that failed, which is told as a toast. */
  setAutostart(on: boolean, hidden: boolean): Promise<AutostartView | null>;
  /** A page of the alerts that the query finds; rejects where there is no answer. */
  alerts(query: AlertQuery, after: number | null): Promise<AlertPageView>;
  /** A page of the alerts in one row; rejects where there is no answer. */
  repeats(query: AlertQuery, id: number, after: number | null): Promise<RepeatsView>;
  /** What is told of a toy while somebody looks at it closely: null if it is not here, or if there is no answer. */
  toyDetails(index: number): Promise<ToyDetailsView | null>;
  /** Null if the person did not want to, or if it failed, which is told as a toast. */
  exportAlerts(query: AlertQuery, format: ExportFormat): Promise<ExportedView | null>;
}
