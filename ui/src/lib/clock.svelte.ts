import { createSubscriber } from 'svelte/reactivity';

/**
 * The time of the present frame. Whoever reads it is drawn anew each frame; while nobody reads it, or the window
 * is hidden, no frame is asked for.
 */
class FrameClock {
  #frame = 0;
  readonly #subscribe;

  /** `every`: 2 is every second frame. */
  constructor(every: number) {
    this.#subscribe = createSubscriber((update) => {
      let skipped = 0;
      const tick = () => {
        skipped += 1;
        if (skipped >= every) {
          skipped = 0;
          update();
        }
        this.#frame = requestAnimationFrame(tick);
      };
      const visibility = () => {
        cancelAnimationFrame(this.#frame);
        if (!document.hidden) tick();
      };
      document.addEventListener('visibilitychange', visibility);
      visibility();
      return () => {
        cancelAnimationFrame(this.#frame);
        document.removeEventListener('visibilitychange', visibility);
      };
    });
  }

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

/** A slow clock: at each tick all who read it are drawn anew, together. */
class TickClock {
  readonly #subscribe;

  constructor(everyMs: number) {
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(() => {
        if (!document.hidden) update();
      }, everyMs);
      return () => {
        clearInterval(timer);
      };
    });
  }

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

export const frames = new FrameClock(1);
/** For pictures of which there may be many: half as dear, and as lively to the eye. */
export const halfFrames = new FrameClock(2);
/** For words such as "4 min". */
export const seconds = new TickClock(1000);
/** For pictures that move on a little at a time: far cheaper than each frame where there are many of them. */
export const fifths = new TickClock(200);
/** For the same pictures where the person wants no motion. */
export const rests = new TickClock(5000);
