import type { AppView, ToyView } from '../../../lib/backend/bindings';
import { say } from '../../../lib/language/language.svelte';

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
  if (view.held !== null) return { words: say('drill-not-held'), link: null };
  if (view.server.state !== 'running') return { words: say('drill-not-off'), link: null };
  if (view.settings.ping.limit_ms === 0) {
    return { words: say('drill-not-limit'), link: null };
  }
  const isMoved = (toy: ToyView) => canDrill({ ...toy, moved_by: [], tried: false });
  if (!view.toys.some(canDrill) && view.toys.some(isMoved)) {
    return { words: say('drill-not-moved'), link: null };
  }
  if (!view.toys.some(canDrill)) {
    return {
      words: say('drill-not-toys'),
      link: { href: '#/toys', words: say('go-to-toys') },
    };
  }
  return null;
}
