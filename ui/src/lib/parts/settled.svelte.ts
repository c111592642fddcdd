/** A click in this time is meant for what was there before. */
const SETTLES_MS = 600;

/**
 * What is under the pointer may change just before a click. Whatever agrees to something takes a click only once it has
 * been the same for a moment.
 */
export class Settled<T> {
  #since = $state.raw<{ value: T } | null>(null);
  readonly #now: () => T;

  /** `now` tells what is shown; a plain value, so that equal ones are the same. */
  constructor(now: () => T) {
    this.#now = now;
    $effect(() => {
      const value = now();
      const timer = setTimeout(() => (this.#since = { value }), SETTLES_MS);
      return () => {
        clearTimeout(timer);
      };
    });
  }

  get yes(): boolean {
    return this.#since !== null && this.#since.value === this.#now();
  }
}
