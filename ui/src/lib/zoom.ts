import type { Settings } from './backend/bindings';

export type ZoomWay = 'in' | 'out' | 'reset';

/** In percent, as in browsers. */
const USUAL = 100;
const LEVELS = [50, 67, 80, 90, USUAL, 110, 125, 150, 175, 200, 250, 300];

/** The next size that way; the same where there is none. */
export function zoomed(percent: number, way: ZoomWay): number {
  if (way === 'reset') return USUAL;
  const next =
    way === 'in' ? LEVELS.find((level) => level > percent) : LEVELS.findLast((level) => level < percent);
  return next ?? percent;
}

export function withZoom(way: ZoomWay): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, zoom_percent: zoomed(settings.zoom_percent, way) });
}

/** A notch of most wheels is 100 or more; what is finer is gathered. */
const NOTCH = 60;

/** Ctrl and the mouse wheel. Touchpads send many small turns, which together are one step. */
export class ZoomWheel {
  #turned = 0;

  /** The step that this turn completes, if it does. */
  turn(deltaY: number): ZoomWay | null {
    if (deltaY * this.#turned < 0) this.#turned = 0;
    this.#turned += deltaY;
    if (Math.abs(this.#turned) < NOTCH) return null;
    const way = this.#turned < 0 ? 'in' : 'out';
    this.#turned = 0;
    return way;
  }
}
