/** Whether anybody can see the window: not while it is minimised, and not while others lie over all of it. */
class Seen extends EventTarget {
  #covered = false;
  #now = !document.hidden;

  constructor() {
    super();
    document.addEventListener('visibilitychange', () => {
      this.#look();
    });
  }

  get now(): boolean {
    return this.#now;
  }

  get covered(): boolean {
    return this.#covered;
  }

  /** The page itself does not notice. */
  set covered(covered: boolean) {
    this.#covered = covered;
    this.#look();
  }

  /** Calls at each change, until the returned function is called. */
  follow(change: () => void): () => void {
    this.addEventListener('change', change);
    return () => {
      this.removeEventListener('change', change);
    };
  }

  /** Resolves as soon as it is seen: at once, or when it is again. */
  async again(): Promise<void> {
    if (this.#now) return;
    await new Promise<void>((resolve) => {
      const unfollow = this.follow(() => {
        if (!this.#now) return;
        unfollow();
        resolve();
      });
    });
  }

  #look(): void {
    const now = !document.hidden && !this.#covered;
    if (now === this.#now) return;
    this.#now = now;
    this.dispatchEvent(new Event('change'));
  }
}

export const seen = new Seen();
