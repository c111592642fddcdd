/**
 * Calls at most once in so many milliseconds, and never while the call before is under way. Of values that come
 * faster the newest is kept; the last one is always called.
 */
export class Paced<T> {
  readonly #everyMs: number;
  readonly #call: (value: T) => Promise<unknown>;
  #next: { value: T } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastAt = -Infinity;
  #running: Promise<void> | null = null;

  constructor(everyMs: number, call: (value: T) => Promise<unknown>) {
    this.#everyMs = everyMs;
    this.#call = call;
  }

  push(value: T): void {
    this.#next = { value };
    this.#pump();
  }

  /** Forgets what waits. Gives back what is under way already: it can not be taken back. */
  cancel(): Promise<void> | null {
    this.#next = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#running;
  }

  #pump(): void {
    if (this.#next === null || this.#running !== null || this.#timer !== undefined) return;
    const wait = this.#lastAt + this.#everyMs - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#pump();
      }, wait);
      return;
    }
    const { value } = this.#next;
    this.#next = null;
    this.#lastAt = performance.now();
    const ended = (): void => {
      this.#running = null;
      this.#pump();
    };
    this.#running = this.#call(value).then(ended, ended);
  }
}
