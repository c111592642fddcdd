/** Ctrl+. or Cmd+. stops everything, wherever the focus is. */

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

export const STOP_KEYS = MAC ? '⌘ .' : 'Ctrl+.';
export const STOP_KEYS_ARIA = MAC ? 'Meta+.' : 'Control+.';

/** The key that others are pressed with, as it is written before them. */
export const COMMAND_KEY = MAC ? '⌘' : 'Ctrl';

export function isStopShortcut(event: KeyboardEvent): boolean {
  return event.key === '.' && (event.ctrlKey || event.metaKey) && !event.repeat;
}
