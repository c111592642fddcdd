import type { Backend, Unsubscribe } from '../backend/backend';
import type { LogLine } from '../backend/bindings';
import { sentenceOf } from '../errors';

export const MOST_LINES = 2000;

/** The newest log lines, without doubles, oldest first. */
export function merge(kept: readonly LogLine[], more: readonly LogLine[]): readonly LogLine[] {
  if (more.length === 0) return kept;
  const last = kept.at(-1)?.seq ?? -1;
  const first = more[0]?.seq ?? 0;
  const all =
    first > last
      ? [...kept, ...more]
      : [...new Map([...kept, ...more].map((line) => [line.seq, line])).values()].sort(
          (a, b) => a.seq - b.seq,
        );
  return all.length > MOST_LINES ? all.slice(-MOST_LINES) : all;
}

/** Collects log lines from the start of the window on, so that the Log place opens with them there. */
export class LogState {
  lines = $state.raw<readonly LogLine[]>([]);
  failure = $state<string | null>(null);
  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  save(text: string): Promise<string | null> {
    return this.#backend.saveLog(text);
  }

  openFolder(): Promise<void> {
    return this.#backend.openLogFolder();
  }

  start(): Unsubscribe {
    let ended = false;
    let unsubscribe: Unsubscribe | null = null;
    this.failure = null;
    const begin = async () => {
      const stop = await this.#backend.onLog((lines) => {
        if (!ended) this.lines = merge(this.lines, lines);
      });
      unsubscribe = stop;
      if (ended) {
        stop();
        return;
      }
      this.lines = merge(this.lines, await this.#backend.logLines());
    };
    begin().catch((error: unknown) => {
      this.failure = sentenceOf(error);
    });
    return () => {
      ended = true;
      unsubscribe?.();
    };
  }
}
