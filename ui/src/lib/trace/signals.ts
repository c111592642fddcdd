import type { AppView } from '../backend/bindings';
import { minus } from '../parts/signal';
import { say } from '../language/language.svelte';

/** How strongly toys were heard in the last minutes. */

export const SIGNAL_WINDOW_MS = 5 * 60_000;
const STEP_MS = 5000;
export const SIGNAL_STEPS = SIGNAL_WINDOW_MS / STEP_MS;

/** What is drawn: from as good as nothing to right beside it. */
const WEAKEST_DBM = -100;
const STRONGEST_DBM = -40;

/** What was known from a moment on. */
export interface Heard {
  atMs: number;
  dbm: number | null;
}

/** Gathered from the views as they come. Nothing here is reactive: whoever draws it does so by a clock. */
export class SignalHistory {
  #heard = new Map<number, Heard[]>();

  take(view: AppView, atMs: number): void {
    const seen = new Map<number, Heard[]>();
    for (const toy of view.toys) {
      const heard = this.#heard.get(toy.index) ?? [];
      const dbm = toy.link === 'connected' ? toy.signal_dbm : null;
      if (heard.at(-1)?.dbm !== dbm || heard.length === 0) heard.push({ atMs, dbm });
      while ((heard[1]?.atMs ?? Infinity) < atMs - SIGNAL_WINDOW_MS - STEP_MS) heard.shift();
      seen.set(toy.index, heard);
    }
    // A toy that is gone leaves nothing behind.
    this.#heard = seen;
  }

  of(index: number): readonly Heard[] {
    return this.#heard.get(index) ?? [];
  }
}

/** One value for each step up to now, oldest first; null where nothing is known. */
export function signalSteps(heard: readonly Heard[], nowMs: number): (number | null)[] {
  const end = (Math.floor(nowMs / STEP_MS) + 1) * STEP_MS;
  return Array.from({ length: SIGNAL_STEPS }, (_, n) => {
    const until = Math.min(end - (SIGNAL_STEPS - 1 - n) * STEP_MS, nowMs + 1);
    return heard.findLast((one) => one.atMs < until)?.dbm ?? null;
  });
}

/** A line for each time without a gap, in a box as wide as there are steps and 1 high. */
export function signalPath(steps: readonly (number | null)[]): string {
  let path = '';
  let open = false;
  for (const [at, dbm] of steps.entries()) {
    if (dbm !== null) {
      const share = (dbm - WEAKEST_DBM) / (STRONGEST_DBM - WEAKEST_DBM);
      const y = Math.round((1 - Math.min(1, Math.max(0, share))) * 1000) / 1000;
      path += open ? `V${y}H${at + 1}` : `M${at} ${y}H${at + 1}`;
    }
    open = dbm !== null;
  }
  return path;
}

/** The same for those who do not see it. */
export function signalInWords(steps: readonly (number | null)[]): string {
  const known = steps.filter((dbm) => dbm !== null);
  if (known.length === 0) return say('signals-none');
  const [weakest, strongest] = [Math.min(...known), Math.max(...known)];
  return weakest === strongest
    ? say('signals-same', { dbm: minus(weakest) })
    : say('signals-between', { weakest: minus(weakest), strongest: minus(strongest) });
}
