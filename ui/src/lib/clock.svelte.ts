import { createSubscriber } from 'svelte/reactivity';
import { seen } from './seen';

/**
 * Everything that moves by itself moves at these moments: what is drawn together costs once.
 *
 * Nothing moves at every frame of the display: the window is open all evening, beside a game, and without a graphics card
 * every picture takes time from the game. Most of what a step costs is that the page wakes up at all, so it wakes up only
 * for steps that somebody follows.
 */
export const STEP_MS = 250;

/** A timer may be so much too early; its step is done all the same. */
const EARLY_MS = 5;

interface Follower {
  every: number;
  call: () => void;
}

/**
 * Counts steps of `performance.now()`, and calls each follower at its own: with `every` 2 at every second one. While nobody
 * can see the window there are none; the first one comes as soon as it is seen again.
 */
class Ticks {
  readonly #followers = new Set<Follower>();
  /** Called once, before the others: what they draw is then drawn from it. */
  readonly #before = new Set<Follower>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;

  constructor() {
    seen.follow(() => {
      if (seen.now) this.#call(() => true);
      this.#wait();
    });
  }

  follow(every: number, call: () => void): () => void {
    return this.#add(this.#followers, { every, call });
  }

  next(every: number, call: () => void): void {
    this.#add(this.#before, { every, call });
  }

  #add(to: Set<Follower>, follower: Follower): () => void {
    to.add(follower);
    this.#wait();
    return () => {
      to.delete(follower);
      this.#wait();
    };
  }

  /** Steps are where they are, whoever comes and goes: nobody can put off the next one. */
  #wait(): void {
    const now = performance.now();
    const followers = seen.now ? [...this.#before, ...this.#followers] : [];
    const dueAt = followers.reduce((first, { every }) => {
      const ms = every * STEP_MS;
      return Math.min(first, (Math.floor((now + EARLY_MS) / ms) + 1) * ms);
    }, Infinity);
    if (dueAt === this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    if (dueAt === Infinity) return;
    this.#timer = setTimeout(() => {
      this.#dueAt = Infinity;
      const step = Math.round(dueAt / STEP_MS);
      this.#call(({ every }) => step % every === 0);
      this.#wait();
    }, dueAt - now);
  }

  #call(isDue: (follower: Follower) => boolean): void {
    for (const follower of [...this.#before].filter(isDue)) {
      this.#before.delete(follower);
      follower.call();
    }
    for (const follower of [...this.#followers].filter(isDue)) follower.call();
  }
}

const ticks = new Ticks();

/** Calls at the next step, before anything is drawn for it; with `every`, at the next of each so many. */
export function atNextStep(every: number, call: () => void): Promise<void> {
  return new Promise((resolve) => {
    ticks.next(every, () => {
      // If it fails, that is for whoever waits here: it keeps nobody else from the step.
      const called = new Promise<void>((done) => {
        call();
        done();
      });
      resolve(called);
    });
  });
}

/** At each of its steps all who read it are drawn again, together. While nobody reads it, nothing happens. */
export class Clock {
  readonly #subscribe;

  constructor(every: number) {
    this.#subscribe = createSubscriber((update) => ticks.follow(every, update));
  }

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

/** For what moves: rings, traces, and pictures of toys. */
export const quarters = new Clock(1);
/** For rings of a long limit, which move slowly. */
export const halves = new Clock(2);
/** For words such as "52 s" that count down, and for rings where the person wants no motion. */
export const seconds = new Clock(4);
/** For words such as "4 min", and for pictures of the last minute. */
export const pairs = new Clock(8);
/** For pictures of the last seconds where the person wants no motion. */
export const rests = new Clock(20);
