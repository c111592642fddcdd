import { PLACES, type Place } from '../lib/router.svelte';

/** What the keyboard does wherever the focus is, beside stopping everything. */
export type Wish = { kind: 'place'; place: Place } | { kind: 'search' };

/** Alt+1 to Alt+5: the places. Ctrl+, (Cmd+, on a Mac): Settings. Ctrl+F: the field that searches the place. */
export function wishOf(event: KeyboardEvent): Wish | null {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && !command && !event.shiftKey) {
    // By the key, not by what it types: Alt changes that on some keyboards.
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    const place = number === undefined ? undefined : PLACES[Number(number) - 1];
    return place === undefined ? null : { kind: 'place', place };
  }
  if (!command || event.altKey || event.shiftKey) return null;
  if (event.key === ',') return { kind: 'place', place: 'settings' };
  return event.key.toLowerCase() === 'f' ? { kind: 'search' } : null;
}

/** Whether the browser's menu helps there: where text is typed, or is selected to be copied. */
export function wantsMenu(target: EventTarget | null, selection: Selection | null): boolean {
  if (target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null) {
    return true;
  }
  return selection !== null && !selection.isCollapsed && selection.toString() !== '';
}
