import type { StopKeyFailure, StopKeyView } from './backend/bindings';
import { say, type PlainId } from './language/language.svelte';

/** What the first steps and Settings propose: next to Ctrl and the full stop, and no game has it. */
export const PROPOSED_KEY = 'Ctrl+Alt+.';

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);
const WINDOWS = /Windows|Win64/.test(navigator.userAgent);

/** Nobody writes with these, so that they can be pressed alone. */
const FREE = /^(F\d+|Pause|ScrollLock)$/;
const NAMED = /^(Pause|ScrollLock|Insert|Delete|Home|End|PageUp|PageDown|Backspace|[.,-])$/;
/** By its place, for what types something else together with Ctrl, Alt or Shift. */
const BY_PLACE: Readonly<Record<string, string>> = { Period: '.', Comma: ',', Minus: '-' };

/** What a press of keys could become. `part`: more is to be pressed. */
export type Press =
  { kind: 'key'; key: string } | { kind: 'part'; held: string } | { kind: 'alone' } | { kind: 'none' };

export function pressOf(event: KeyboardEvent): Press {
  const held = [
    event.ctrlKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey ? 'Shift+' : '',
    event.metaKey ? 'Meta+' : '',
  ].join('');
  if (/^(Control|Alt|Shift|Meta|AltGraph)$/.test(event.key)) return { kind: 'part', held };
  const key = nameOf(event);
  if (key === null) return { kind: 'none' };
  const isHeld = event.ctrlKey || event.altKey || event.metaKey;
  return isHeld || FREE.test(key) ? { kind: 'key', key: held + key } : { kind: 'alone' };
}

/** As the settings write it: by what stands on the key. */
function nameOf({ key, code, location }: KeyboardEvent): string | null {
  if (location === KeyboardEvent.DOM_KEY_LOCATION_NUMPAD) return null;
  if (/^[a-z0-9]$/i.test(key)) return key.toUpperCase();
  if (/^F([1-9]|1\d|2[0-4])$/.test(key) || NAMED.test(key)) return key;
  if (/^(Space|Pause)$/.test(code)) return code;
  return BY_PLACE[code] ?? /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1] ?? null;
}

/** As it stands on this system's keyboards. */
export function shownKey(key: string): string {
  const held = key.replace('Ctrl+', `${say('key-ctrl')}+`).replace('Alt+', `${say('key-alt')}+`);
  return held.replace('Meta+', MAC ? '⌘+' : WINDOWS ? 'Win+' : 'Super+');
}

/** Whether it is worth a warning. */
export const isBroken = (view: StopKeyView): boolean => view.state === 'fails';

/** What became of the key that the person has chosen, for them. */
export function stopKeyWords(view: StopKeyView): string {
  switch (view.state) {
    case 'off':
      return '';
    case 'asked':
      return say('stop-key-asked');
    case 'works':
      return say('stop-key-works');
    case 'shared':
      return say('stop-key-shared');
    case 'desktop':
      return view.keys === null ? say('stop-key-desktop-none') : say('stop-key-desktop', { keys: view.keys });
    case 'fails':
      return say(FAILURES[view.why]);
  }
}

const FAILURES = {
  taken: 'stop-key-taken',
  no_such_key: 'stop-key-no-such',
  desktop_has_none: 'stop-key-desktop-has-none',
  refused: 'stop-key-refused',
  broken: 'stop-key-broken',
} as const satisfies Record<StopKeyFailure, PlainId>;
