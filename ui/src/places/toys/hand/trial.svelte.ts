import type { OutputView } from '../../../lib/backend/bindings';
import { Paced } from '../../../lib/paced';
import type { Actions } from '../../../lib/state/actions';

/** Fifteen a second: what a hand does is followed, and no radio is swamped. */
export const TELL_EVERY_MS = 1000 / 15;
/** The core stops the toy when it hears nothing for four times as long. */
export const KEEP_EVERY_MS = 500;
/** A view that tells of the end of a trial may be about the one before. */
const SETTLES_MS = 1000;

/** A person moves one toy by hand. Whoever begins a trial also ends it. */
export class Trial {
  /** Whether the toy may be moving by hand now. */
  active = $state(false);
  /** Why the last move was not done. */
  refusal = $state<string | null>(null);
  #values = $state.raw<ReadonlyMap<string, number>>(new Map());
  readonly #index: number;
  readonly #actions: Actions;
  readonly #paced = new Map<string, Paced<number>>();
  #beat: ReturnType<typeof setInterval> | undefined;
  #beating = false;
  #stoppedAt = -Infinity;

  constructor(index: number, actions: Actions) {
    this.#index = index;
    this.#actions = actions;
  }

  /** Where the hand holds the slider, if it does. */
  value(output: OutputView): number | null {
    return this.#values.get(keyOf(output)) ?? null;
  }

  move(output: OutputView, value: number): void {
    this.refusal = null;
    this.#values = new Map([...this.#values, [keyOf(output), value]]);
    if (!this.active) {
      this.active = true;
      this.#beat = setInterval(() => void this.#keep(), KEEP_EVERY_MS);
    }
    this.#told(output).push(value);
  }

  /** Stops what this hand moved. Does nothing while it moves nothing. */
  stop(): void {
    if (!this.active) return;
    this.active = false;
    clearInterval(this.#beat);
    this.#values = new Map();
    const underWay = [...this.#paced.values()]
      .map((paced) => paced.cancel())
      .filter((running) => running !== null);
    this.#stoppedAt = performance.now();
    const stop = () => this.#actions.send({ type: 'stop_trying' });
    void stop();
    // A move that was sent just before may be taken up after the stop.
    if (underWay.length > 0) void Promise.all(underWay).then(() => (this.active ? undefined : stop()));
  }

  /** A view says that somebody else stopped the toy. The core is told all the same: it would wait for our signs. */
  ended(): void {
    if (performance.now() - this.#stoppedAt >= SETTLES_MS) this.stop();
  }

  #told(output: OutputView): Paced<number> {
    const key = keyOf(output);
    const { feature, kind } = output;
    const paced =
      this.#paced.get(key) ??
      new Paced<number>(TELL_EVERY_MS, async (value) => {
        const refusal = await this.#actions.attempt({
          type: 'try_toy',
          index: this.#index,
          feature,
          kind,
          value,
        });
        this.#refused(refusal);
      });
    this.#paced.set(key, paced);
    return paced;
  }

  async #keep(): Promise<void> {
    // A core that does not answer is not asked faster than it can.
    if (this.#beating) return;
    this.#beating = true;
    this.#refused(await this.#actions.attempt({ type: 'keep_trying' }));
    this.#beating = false;
  }

  #refused(sentence: string | null): void {
    if (sentence === null) return;
    this.stop();
    this.refusal = sentence;
  }
}

function keyOf(output: OutputView): string {
  return `${output.feature}/${output.kind}`;
}
