import type { OutputView, ToyView } from '../../lib/backend/bindings';
import type { Actions } from '../../lib/state/actions';
import { sameCarriage } from './outputs';

/** What a person wants of an output. */
export type OutputWish = Pick<OutputView, 'disabled' | 'limit_percent' | 'from_percent' | 'reversed'>;

export function wishOf({ disabled, limit_percent, from_percent, reversed }: OutputView): OutputWish {
  return { disabled, limit_percent, from_percent, reversed };
}

/** A carriage that takes positions in two ways is one thing to a person: what they want holds for both. */
export async function preferOutput(
  actions: Actions,
  toy: ToyView,
  output: OutputView,
  wish: OutputWish,
): Promise<boolean> {
  for (const { feature, kind } of sameCarriage(output, toy.outputs)) {
    const done = await actions.send({ type: 'set_toy_output', index: toy.index, feature, kind, ...wish });
    if (!done) return false;
  }
  return true;
}
