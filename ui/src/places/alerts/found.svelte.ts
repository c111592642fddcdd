import type { AlertPageView, AlertQuery, AlertView } from '../../lib/backend/bindings';
import { sentenceOf } from '../../lib/errors';

type Ask = (query: AlertQuery, after: number | null) => Promise<AlertPageView>;

export const EVERYTHING: AlertQuery = { cause: null, program: null, text: '' };

/** The alerts that the person looks for, as many pages of them as they have asked for. */
export class FoundAlerts {
  /** Null until the first answer. */
  rows = $state.raw<readonly AlertView[] | null>(null);
  /** What the newest answer says of the whole. */
  page = $state.raw<AlertPageView | null>(null);
  failure = $state<string | null>(null);

  readonly #ask: Ask;
  #query = EVERYTHING;
  #pages = 1;
  /** Counts the questions: only the answer to the last one is shown. */
  #asked = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  get hasMore(): boolean {
    return this.page !== null && this.page.next !== null;
  }

  /** Asks for what the query finds now. Another query begins with one page. */
  async look(query: AlertQuery): Promise<void> {
    if (query !== this.#query) this.#pages = 1;
    this.#query = query;
    const turn = ++this.#asked;
    try {
      let rows: AlertView[] = [];
      let page: AlertPageView | null = null;
      for (let n = 0; n < this.#pages && page?.next !== null; n++) {
        page = await this.#ask(query, page?.next ?? null);
        rows = joined(rows, page.alerts);
        if (turn !== this.#asked) return;
      }
      this.rows = rows;
      this.page = page;
      this.failure = null;
    } catch (error) {
      if (turn === this.#asked) this.failure = sentenceOf(error);
    }
  }

  async more(): Promise<void> {
    this.#pages += 1;
    await this.look(this.#query);
  }

  /** Until this alert is there, or there is no more. */
  async until(id: number): Promise<void> {
    while (this.hasMore && !this.rows?.some((row) => row.id === id)) await this.more();
  }
}

/** A row that moved up between two answers is there once. Pure. */
export function joined(rows: readonly AlertView[], more: readonly AlertView[]): AlertView[] {
  const there = new Set(rows.map((row) => row.id));
  return [...rows, ...more.filter((row) => !there.has(row.id))];
}

/** What was found, as it is now: the newest ones are known better. Pure. */
export function refreshed(
  found: readonly AlertView[] | null,
  newest: readonly AlertView[],
): readonly AlertView[] {
  if (found === null) return newest;
  return joined(newest, found);
}
