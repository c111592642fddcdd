import { say } from '../lib/language/language.svelte';

/** Ctrl+. or Cmd+. stops everything, wherever the focus is. */

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** As it is written on the key. */
export function stopKeys(): string {
  return MAC ? '⌘ .' : `${say('key-ctrl')}+.`;
}

export const STOP_KEYS_ARIA = MAC ? 'Meta+.' : 'Control+.';

/** The key that others are pressed with, as it is written before them. */
export function commandKey(): string {
  return MAC ? '⌘' : say('key-ctrl');
}

export function isStopShortcut(event: KeyboardEvent): boolean {
  return event.key === '.' && (event.ctrlKey || event.metaKey) && !event.repeat;
}
