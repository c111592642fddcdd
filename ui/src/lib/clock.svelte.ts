import { createSubscriber } from 'svelte/reactivity';

/**
 * The time of the present frame. Whoever reads it is drawn anew each frame; while nobody reads it, or the window
 * is hidden, no frame is asked for.
 */
class FrameClock {
  #frame = 0;
  readonly #subscribe = createSubscriber((update) => {
    const tick = () => {
      update();
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

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

/** A slow clock for words such as "4 min": once a second, for all of them. */
class SecondClock {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(() => {
      if (!document.hidden) update();
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  });

  get now(): number {
    this.#subscribe();
    return performance.now();
  }
}

export const frames = new FrameClock();
export const seconds = new SecondClock();
