import type { AlertView } from '../backend/bindings';
import type { Place } from '../router.svelte';

/** So much of it has to be in sight, in pixels: a line of text. */
const LEAST_PX = 24;

/** Whether this alert can be seen where it belongs, in the place that is shown in `main`. */
export function isInView(alert: AlertView, place: Place, main: HTMLElement | undefined): boolean {
  // The newest are the first there.
  if (place === 'alerts') return true;
  if (place !== 'watch' || main === undefined) return false;
  const frame = main.getBoundingClientRect();
  return [...main.querySelectorAll(`[data-alerts~="${alert.id}"]`)].some((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return Math.min(bottom, frame.bottom) - Math.max(top, frame.top) >= Math.min(LEAST_PX, bottom - top);
  });
}
