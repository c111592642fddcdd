import type { FoundView } from '../../../lib/backend/bindings';
import { strength } from '../../../lib/parts/signal';
import { list } from '../../../lib/words';
import { say } from '../../../lib/language/language.svelte';

/** How it stands with a toy that was found, in words. Pure. */
export function foundWords(toy: FoundView): string {
  switch (toy.state) {
    case 'seen':
      return say('found-seen');
    case 'connecting':
      return say('found-connecting');
    case 'left_alone':
      return say('found-new');
    case 'failed':
      return toy.sentence ?? say('found-failed');
  }
}

/** What is known of it before it is connected; null if nothing is. */
export function aboutFound(toy: FoundView): string | null {
  const parts = [toy.model, strength(toy.signal_dbm)].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** Told when new toys are found, to whoever does not see them. */
export function newcomerWords(found: readonly FoundView[]): string {
  const names = found
    .filter((toy) => toy.state === 'left_alone')
    .map((toy) => toy.name ?? toy.model ?? say('found-nameless'));
  if (names.length === 0) return '';
  return say('found-newcomers', { names: list(names), count: names.length });
}
