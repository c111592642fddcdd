import type { DrillView } from '../bindings';
import { measured } from '../../time';
import type { FakeToy } from './toy';

/** The test program takes so long until it is silent. */
const BEGINS_IN_MS = 600;

/** The fire drill of a core that is not there. */
export class FakeDrill {
  running: DrillView['running'] = null;
  last: DrillView['last'] = null;
  /** Whether the toy will not confirm its stop. */
  fails = false;
  #toy: FakeToy | null = null;
  #begunAt = 0;

  start(toy: FakeToy, now: number): void {
    this.#toy = toy;
    this.#begunAt = now;
    this.running = { index: toy.index, toy: toy.name, silence: null };
    toy.drive(now);
  }

  stop(wallNow: number): void {
    if (this.running === null) return;
    const hint = 'It proved nothing. Repeat it while nobody stops or disconnects anything.';
    this.#end(wallNow, false, 'The fire drill was stopped before its end.', hint);
  }

  step(now: number, wallNow: number, limitMs: number): void {
    const { running } = this;
    if (running === null) return;
    const since = this.#begunAt + BEGINS_IN_MS;
    if (now >= since) this.running = { ...running, silence: { since_ms: since, limit_ms: limitMs } };
    if (now < since + limitMs) return;
    const closed = limitMs + 1;
    const still = limitMs + 9;
    if (this.fails) {
      this.#end(
        wallNow,
        false,
        `Fire drill failed: ${running.toy} did not confirm that it stopped. If it still moves, switch it off by hand.`,
        'Charge it, bring it nearer, and repeat the drill before you use it. Do not rely on a toy that fails again.',
      );
      return;
    }
    this.#end(
      wallNow,
      true,
      `Passed: the program fell silent, its connection was closed after ${measured(closed)}, and ${running.toy} stood still after ${measured(still)}.`,
      'The toy itself confirmed its stop.',
      [closed, still],
    );
  }

  view(): DrillView {
    return { running: this.running, last: this.last };
  }

  #end(
    at_ms: number,
    passed: boolean,
    sentence: string,
    hint: string,
    times: [number, number] | null = null,
  ): void {
    this.#toy?.stop();
    const limit_ms = this.running?.silence?.limit_ms ?? 0;
    const toy = this.running?.toy ?? '';
    const [closed_ms, still_ms] = times ?? [null, null];
    this.last = { at_ms, toy, passed, sentence, hint, limit_ms, closed_ms, still_ms };
    this.running = null;
  }
}
