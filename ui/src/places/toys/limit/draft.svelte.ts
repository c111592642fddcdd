import { Paced } from '../../../lib/paced';

/** A limit is kept on disk: while it is dragged it is told no faster than this. */
const TELL_EVERY_MS = 150;
/** How long what was asked for is shown although no view tells it yet. */
const HOLDS_MS = 800;

/** From where to where it can be set now. */
export interface Bounds {
  least: number;
  most: number;
}

const WHOLE: Bounds = { least: 0, most: 100 };

/** A limit while a person sets it: it follows the hand at once, and the core as fast as is good for it. */
export class LimitDraft {
  #wish = $state<number | null>(null);
  readonly #current: () => number;
  readonly #bounds: () => Bounds;
  readonly #paced: Paced<number>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell` says whether it was done. */
  constructor(
    current: () => number,
    tell: (percent: number) => Promise<boolean>,
    bounds: () => Bounds = () => WHOLE,
  ) {
    this.#current = current;
    this.#bounds = bounds;
    this.#paced = new Paced(TELL_EVERY_MS, async (percent) => {
      const done = await tell(percent);
      if (this.#wish !== percent) return;
      clearTimeout(this.#timer);
      if (done) this.#timer = setTimeout(() => (this.#wish = null), HOLDS_MS);
      else this.#wish = null;
    });
  }

  get bounds(): Bounds {
    return this.#bounds();
  }

  get percent(): number {
    return this.#wish ?? this.#current();
  }

  set percent(value: number) {
    const { least, most } = this.#bounds();
    const percent = Math.min(most, Math.max(least, Math.round(value)));
    if (percent === this.percent) return;
    clearTimeout(this.#timer);
    this.#wish = percent;
    this.#paced.push(percent);
  }
}
