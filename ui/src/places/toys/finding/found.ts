import type { FoundView } from '../../../lib/backend/bindings';

/** How it stands with a toy that was found, in words. Pure. */
export function foundWords(toy: FoundView): string {
  switch (toy.state) {
    case 'seen':
      return 'Near. A search connects it.';
    case 'connecting':
      return 'Connecting…';
    case 'left_alone':
      return 'New: your settings say not to connect new toys.';
    case 'failed':
      return toy.sentence ?? 'It could not be connected. Vigil tries again automatically.';
  }
}

/** In an order that does not change while states do: nothing jumps away from under a finger. */
export function byAddress(found: readonly FoundView[]): FoundView[] {
  return [...found].sort((a, b) => (a.address < b.address ? -1 : 1));
}
