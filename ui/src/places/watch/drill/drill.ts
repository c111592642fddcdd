import type { AppView, ToyView } from '../../../lib/backend/bindings';

/** What stands in the way of a drill, and where to go about it. */
export interface Obstacle {
  words: string;
  link: { href: string; words: string } | null;
}

/** What goes on by itself once it was told to. */
const MOVES: ReadonlySet<string> = new Set([
  'Vibrate',
  'Rotate',
  'Oscillate',
  'Constrict',
  'HwPositionWithDuration',
]);

/** It is here, nobody moves it, and something of it can be seen to move. Pure. */
export function canDrill(toy: ToyView): boolean {
  const moves = toy.outputs.some(
    ({ kind, disabled, limit_percent }) => MOVES.has(kind) && !disabled && limit_percent > 0,
  );
  const isStill = toy.moved_by.length === 0 && !toy.tried;
  return toy.link === 'connected' && toy.held === null && isStill && moves;
}

/** Why no drill can begin; null if one can. Pure. */
export function whyNot(view: AppView): Obstacle | null {
  if (view.held !== null) return { words: 'Everything is stopped. Let toys move again first.', link: null };
  if (view.server.state !== 'running') return { words: 'It needs the server, which is off.', link: null };
  if (view.settings.ping.limit_ms === 0) {
    return { words: 'Choose above after how much silence Vigil stops, then try it here.', link: null };
  }
  const isMoved = (toy: ToyView) => canDrill({ ...toy, moved_by: [], tried: false });
  if (!view.toys.some(canDrill) && view.toys.some(isMoved)) {
    return { words: 'Your toys are moved now. Start it when one of them stands still.', link: null };
  }
  if (!view.toys.some(canDrill)) {
    return {
      words: 'It needs a toy: a real one, or one on the screen.',
      link: { href: '#/toys', words: 'Go to Toys' },
    };
  }
  return null;
}
