import { createSubscriber } from 'svelte/reactivity';
import { seen } from './seen';

/** Everything that moves by itself moves at these moments: what is drawn together costs once. */
const EVERY_MS = 200;

/**
 * Calls at each tick, until the returned function is called. While nobody can see the window there is none; the first
 * one comes as soon as it is seen again.
 *
 * Nothing moves at every frame of the display: the window is open all evening, beside a game, and without a graphics card
 * every picture costs as much as the game has to spare.
 */
class Ticks {
  readonly #calls = new Set<(count: number) => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #count = 0;

  constructor() {
    seen.follow(() => {
      this.#follow();
      if (seen.now) this.#tick();
    });
  }

  follow(call: (count: number) => void): () => void {
    this.#calls.add(call);
    this.#follow();
    return () => {
      this.#calls.delete(call);
      this.#follow();
    };
  }

  #follow(): void {
    const wanted = seen.now && this.#calls.size > 0;
    if (wanted === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (wanted) {
      this.#timer = setInterval(() => {
        this.#tick();
      }, EVERY_MS);
    }
  }

  #tick(): void {
    this.#count += 1;
    for (const call of [...this.#calls]) call(this.#count);
  }
}

const ticks = new Ticks();

/** Resolves at the next tick; with `every`, at the next of each so many. */
export function nextTick(every = 1): Promise<void> {
  return new Promise((resolve) => {
    const unfollow = ticks.follow((count) => {
      if (count % every !== 0) return;
      unfollow();
      resolve();
    });
  });
}

/** At each of its ticks all who read it are drawn again, together. While nobody reads it, nothing happens. */
class Clock {
  readonly #subscribe;

  /** `every`: 2 is every second tick. */
  constructor(every: number) {
    this.#subscribe = createSubscriber((update) =>
      ticks.follow((count) => {
        if (count % every === 0) update();
      }),
    );
  }

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

/** For what moves: the ring, traces, and pictures of toys. */
export const fifths = new Clock(1);
/** For numbers that count where the person wants no motion. */
export const halves = new Clock(3);
/** For words such as "4 min", and for pictures of the last minute. */
export const seconds = new Clock(5);
/** For pictures of the last seconds where the person wants no motion. */
export const rests = new Clock(25);
