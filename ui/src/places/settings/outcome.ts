import type { SaveOutcome } from '../../lib/state/actions';

/** What a field does with the end of a save: null is saved, a sentence is shown, false was told elsewhere. */
export function told(outcome: SaveOutcome): string | null | false {
  switch (outcome.kind) {
    case 'saved':
      return null;
    case 'refused':
      return outcome.sentence;
    case 'failed':
      return false;
  }
}
