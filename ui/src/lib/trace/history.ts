import type { AppView, OutputView, ToyView } from '../backend/bindings';
import { SignalHistory } from './signals';
import { STEP_MS, WINDOW_MS, add, type Sample } from './trace';

/**
 * What every output did in the last seconds, and how strongly each toy was heard, gathered from the views as they come,
 * from the start of the window on.
 * Nothing here is reactive: whoever draws it does so by a clock.
 */
export class OutputHistory {
  readonly signals = new SignalHistory();
  #samples = new Map<string, Sample[]>();

  take(view: AppView, atMs: number): void {
    this.signals.take(view, atMs);
    const seen = new Map<string, Sample[]>();
    for (const toy of view.toys) {
      for (const output of toy.outputs) {
        const key = keyOf(toy, output);
        seen.set(key, added(this.#samples.get(key) ?? [], output, atMs));
      }
    }
    // A toy that is gone leaves nothing behind.
    this.#samples = seen;
  }

  of(toy: ToyView, output: OutputView): readonly Sample[] {
    return this.#samples.get(keyOf(toy, output)) ?? [];
  }
}

function added(samples: Sample[], output: OutputView, atMs: number): Sample[] {
  add(samples, output.value, output.duration_ms, atMs);
  // The one before the window says what held when the window began.
  while ((samples[1]?.atMs ?? Infinity) < atMs - WINDOW_MS - STEP_MS) samples.shift();
  return samples;
}

function keyOf(toy: ToyView, output: OutputView): string {
  return `${toy.index}/${output.feature}/${output.kind}`;
}
