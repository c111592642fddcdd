import type { Backend, Unsubscribe } from '../backend/backend';
import type {
  AlertPageView,
  AlertQuery,
  AlertView,
  AppView,
  AutostartView,
  ExportedView,
  ExportFormat,
  ProgramFiguresView,
  RepeatsView,
  Request,
  Settings,
  ToyDetailsView,
} from '../backend/bindings';
import { pageOf } from '../offers';
import { isRequestError, sentenceOf } from '../errors';
import type { Actions, MessageSource, SaveOutcome } from './actions';
import type { Toasts } from './toasts.svelte';

/** A view, and what time it was here when Vigil's clock began, by `performance.now()`: moments in the view count from there. */
export interface Snapshot {
  view: AppView;
  zero: number;
}

/** A clock that seems so far behind is another one: the computer slept, or Vigil began again. */
const OTHER_CLOCK_MS = 2000;

/** Holds the newest view of the core, and sends it requests. It decides nothing. */
export class AppState implements Actions {
  snapshot = $state.raw<Snapshot | null>(null);
  /** Why there is no view at all. */
  failure = $state<string | null>(null);

  readonly #backend: Backend;
  readonly #toasts: Toasts;
  /** The numbers of what was told. */
  #told: Set<number> | null = null;
  #saving: Promise<unknown> = Promise.resolve();
  #zero = Infinity;

  constructor(backend: Backend, toasts: Toasts) {
    this.#backend = backend;
    this.#toasts = toasts;
  }

  /** Listens first and asks then, so that no change falls between. Ends when the returned function is called. */
  start(): Unsubscribe {
    let ended = false;
    let unsubscribe: Unsubscribe | null = null;
    this.failure = null;
    const begin = async () => {
      const stop = await this.#backend.onState((view) => {
        if (!ended) this.#take(view);
      });
      unsubscribe = stop;
      if (ended) {
        stop();
        return;
      }
      this.#take(await this.#backend.state());
    };
    begin().catch((error: unknown) => {
      if (this.snapshot === null) this.failure = sentenceOf(error);
      else this.#toasts.problem(sentenceOf(error));
    });
    return () => {
      ended = true;
      unsubscribe?.();
    };
  }

  async send(request: Request): Promise<boolean> {
    const refusal = await this.attempt(request);
    if (refusal !== null) this.#toasts.problem(refusal);
    return refusal === null;
  }

  async attempt(request: Request): Promise<string | null> {
    try {
      this.#take(await this.#backend.request(request));
      return null;
    } catch (error) {
      return sentenceOf(error);
    }
  }

  save(change: (settings: Settings) => Settings, field?: string): Promise<SaveOutcome> {
    // One after the other: each save carries all settings, and must not undo the one before it.
    const outcome = this.#saving.then(() => this.#saveNow(change, field));
    this.#saving = outcome;
    return outcome;
  }

  programFigures(program: number): Promise<ProgramFiguresView> {
    return this.#backend.programFigures(program);
  }

  messagesOf(program: number): MessageSource {
    return {
      begin: () => this.#backend.inspect(program),
      take: (holds) => this.#backend.messages(program, holds),
      end: () => this.#backend.endInspecting(program),
    };
  }

  alerts(query: AlertQuery, after: number | null): Promise<AlertPageView> {
    return this.#backend.alerts(query, after);
  }

  repeats(query: AlertQuery, id: number, after: number | null): Promise<RepeatsView> {
    return this.#backend.repeats(query, id, after);
  }

  async toyDetails(index: number): Promise<ToyDetailsView | null> {
    try {
      return await this.#backend.toyDetails(index);
    } catch {
      // It is asked for again and again; one that fails is no news.
      return null;
    }
  }

  async autostart(): Promise<AutostartView | null> {
    try {
      return await this.#backend.autostart();
    } catch {
      return null;
    }
  }

  async setAutostart(on: boolean, hidden: boolean): Promise<AutostartView | null> {
    try {
      return await this.#backend.setAutostart(on, hidden);
    } catch (error) {
      this.#toasts.problem(sentenceOf(error));
      return null;
    }
  }

  async exportAlerts(query: AlertQuery, format: ExportFormat): Promise<ExportedView | null> {
    try {
      return await this.#backend.exportAlerts(query, format);
    } catch (error) {
      this.#toasts.problem(sentenceOf(error));
      return null;
    }
  }

  async #saveNow(change: (settings: Settings) => Settings, field: string | undefined): Promise<SaveOutcome> {
    if (this.snapshot === null) return { kind: 'failed' };
    const settings = change(this.snapshot.view.settings);
    try {
      this.#take(await this.#backend.request({ type: 'save_settings', settings }));
      return { kind: 'saved' };
    } catch (error) {
      const sentence = sentenceOf(error);
      if (field !== undefined && isRequestError(error) && concerns(error.field, field)) {
        return { kind: 'refused', sentence };
      }
      this.#toasts.problem(sentence);
      return { kind: 'failed' };
    }
  }

  /** Answers and pushes may overtake each other; only what is newer counts. */
  #take(view: AppView): void {
    if (this.snapshot !== null && view.revision <= this.snapshot.view.revision) return;
    // The answer that was quickest here says best when it was; the others were on their way for longer.
    const zero = performance.now() - view.at_ms;
    this.#zero = zero > this.#zero + OTHER_CLOCK_MS ? zero : Math.min(zero, this.#zero);
    this.snapshot = { view, zero: this.#zero };
    this.failure = null;
    const open = view.alerts.filter((alert) => !alert.dismissed);
    if (this.#told !== null) {
      const told = this.#told;
      this.#toasts.alerts(
        open.toReversed().filter((alert) => !told.has(alert.news) && !isAsked(view, alert)),
      );
    }
    this.#told = new Set(view.alerts.map((alert) => alert.news));
    this.#toasts.keepAlerts(open);
  }
}

/** The band over every place asks about this web page already. */
function isAsked(view: AppView, alert: AlertView): boolean {
  if (alert.cause !== 'page_asks') return false;
  const origin = pageOf(alert);
  return view.asking_pages.some((page) => (origin === null ? page.names_nobody : page.origin === origin));
}

/** `server.allowed_origins[2]` is about `server.allowed_origins`. */
function concerns(refused: string | null, field: string): boolean {
  return (
    refused !== null &&
    (refused === field || refused.startsWith(`${field}.`) || refused.startsWith(`${field}[`))
  );
}
