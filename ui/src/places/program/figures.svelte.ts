import type { ProgramFiguresView } from '../../lib/backend/bindings';
import { atNextStep } from '../../lib/clock.svelte';
import { seen } from '../../lib/seen';

/** Steps between two questions: one second. */
const EVERY = 4;

/** Messages in a second, each way. */
export interface Rates {
  fromProgram: number;
  toProgram: number;
}

/** The figures of one program, asked for while its page is open and seen. */
export class Figures {
  newest = $state.raw<ProgramFiguresView | null>(null);
  rates = $state.raw<Rates | null>(null);

  /** Until the returned function is called, or the program is gone. What was learnt last stays. */
  follow(ask: () => Promise<ProgramFiguresView>): () => void {
    let ended = false;
    const turns = async () => {
      while (!ended) {
        await seen.again();
        const figures = await ask();
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have ended meanwhile
        if (ended) return;
        this.#take(figures);
        await atNextStep(EVERY, () => undefined);
      }
    };
    // It is gone, or Vigil ends; the page says so by itself.
    turns().catch(() => undefined);
    return () => {
      ended = true;
    };
  }

  #take(figures: ProgramFiguresView): void {
    const before = this.newest;
    this.newest = figures;
    if (before === null || figures.at_ms <= before.at_ms) return;
    const seconds = (figures.at_ms - before.at_ms) / 1000;
    this.rates = {
      fromProgram: (figures.from_program - before.from_program) / seconds,
      toProgram: (figures.to_program - before.to_program) / seconds,
    };
  }
}
