import type { ToyView } from '../../../lib/backend/bindings';
import type { IconName } from '../../../lib/icons/paths';
import { say } from '../../../lib/language/language.svelte';

/** How it stands with a toy's connection, in words. Pure. */
export interface State {
  tone: 'alive' | 'late' | 'quiet';
  icon: IconName;
  words: string;
}

export function stateOf(toy: ToyView): State {
  if (toy.permission === 'denied') return { tone: 'quiet', icon: 'shield', words: say('link-never') };
  switch (toy.link) {
    case 'connected':
      return toy.simulated === null
        ? { tone: 'alive', icon: 'link', words: say('link-connected') }
        : { tone: 'alive', icon: 'screen', words: say('link-simulated') };
    case 'connecting':
      return { tone: 'late', icon: 'bluetooth', words: say('link-connecting') };
    case 'reconnecting':
      return { tone: 'late', icon: 'refresh', words: say('link-reconnecting') };
    case 'away':
      return { tone: 'quiet', icon: 'away', words: say('link-away') };
  }
}

/** Away, or kept away: shown quieter, below the others. */
export function isQuiet(toy: ToyView): boolean {
  return toy.link === 'away' || toy.permission === 'denied';
}

/** Who moves it, and nobody else: what a toy does is what these ask for. */
export function movers(toy: ToyView): string[] {
  return toy.tried ? [say('toy-moved-by-you'), ...toy.moved_by] : toy.moved_by;
}
