import type { FoundView } from '../../../lib/backend/bindings';
import { strength } from '../../../lib/parts/signal';
import { list } from '../../../lib/words';

/** How it stands with a toy that was found, in words. Pure. */
export function foundWords(toy: FoundView): string {
  switch (toy.state) {
    case 'seen':
      return 'Near. A search connects it.';
    case 'connecting':
      return 'Connecting…';
    case 'left_alone':
      return 'New here. It waits until you connect it.';
    case 'failed':
      return toy.sentence ?? 'It could not be connected. Vigil tries again automatically.';
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
    .map((toy) => toy.name ?? toy.model ?? 'a toy without a name');
  if (names.length === 0) return '';
  return `Found: ${list(names)}. Connect ${names.length === 1 ? 'it if it is' : 'those that are'} yours.`;
}
