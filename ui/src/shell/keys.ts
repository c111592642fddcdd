import { PLACES, type Place } from '../lib/router.svelte';
import type { ZoomWay } from '../lib/zoom';

/** What the keyboard does wherever the focus is, beside stopping everything. */
export type Wish =
  | { kind: 'place'; place: Place }
  | { kind: 'search' }
  | { kind: 'zoom'; way: ZoomWay }
  | { kind: 'help' }
  | { kind: 'quit' };

/**
 * Alt+1 to Alt+5: the places. F1: the keys. With Ctrl (Cmd on a Mac): the comma for Settings, F for the field that searches
 * the place, plus, minus and 0 for the size of everything, Q to quit.
 */
export function wishOf(event: KeyboardEvent): Wish | null {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && !command && !event.shiftKey) {
    // By the key, not by what it types: Alt changes that on some keyboards.
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    const place = number === undefined ? undefined : PLACES[Number(number) - 1];
    return place === undefined ? null : { kind: 'place', place };
  }
  if (event.altKey) return null;
  if (!command) return event.key === 'F1' && !event.shiftKey ? { kind: 'help' } : null;
  const way = zoomOf(event);
  if (way !== null) return { kind: 'zoom', way };
  if (event.shiftKey) return null;
  switch (event.key.toLowerCase()) {
    case ',':
      return { kind: 'place', place: 'settings' };
    case 'f':
      return { kind: 'search' };
    case 'q':
      // A key that is held down a moment too long asks for nothing more.
      return event.repeat ? null : { kind: 'quit' };
    default:
      return null;
  }
}

/** By what it types, with Shift or without: the plus has a key of its own on some keyboards, and not on others. */
function zoomOf({ key, code, shiftKey }: KeyboardEvent): ZoomWay | null {
  if (key === '+' || key === '=') return 'in';
  if (key === '-') return 'out';
  // On some keyboards a digit takes Shift.
  return key === '0' || (code === 'Digit0' && !shiftKey) ? 'reset' : null;
}

/** Whether the browser's menu helps there: where text is typed, or is selected to be copied. */
export function wantsMenu(target: EventTarget | null, selection: Selection | null): boolean {
  if (target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null) {
    return true;
  }
  return selection !== null && !selection.isCollapsed && selection.toString() !== '';
}
