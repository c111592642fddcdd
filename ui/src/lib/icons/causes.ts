import type { AlertCause } from '../backend/bindings';
import type { PlainId } from '../language/language.svelte';
import type { IconName } from './paths';

/** The icon of an alert, and a word for it: a picture alone tells nobody. */
export const CAUSES: Record<AlertCause, { icon: IconName; word: PlainId }> = {
  ping_timeout: { icon: 'clock', word: 'cause-ping-timeout' },
  connection_silent: { icon: 'broken', word: 'cause-connection-silent' },
  connection_lost: { icon: 'broken', word: 'cause-connection-lost' },
  protocol_violation: { icon: 'unplug', word: 'cause-protocol-violation' },
  program_slowed: { icon: 'clock', word: 'cause-program-slowed' },
  vigil_late: { icon: 'watch', word: 'cause-vigil-late' },
  stop_unconfirmed: { icon: 'warning', word: 'cause-stop-unconfirmed' },
  page_asks: { icon: 'globe', word: 'cause-page-asks' },
  refused: { icon: 'shield', word: 'cause-refused' },
  toy_refused: { icon: 'shield', word: 'cause-toy-refused' },
  file_damaged: { icon: 'file', word: 'cause-file-damaged' },
  not_saved: { icon: 'file', word: 'cause-not-saved' },
  server_failed: { icon: 'server', word: 'cause-server-failed' },
  localhost_elsewhere: { icon: 'server', word: 'cause-localhost-elsewhere' },
  window_silent: { icon: 'screen', word: 'cause-window-silent' },
  window_crashed: { icon: 'screen', word: 'cause-window-crashed' },
  toy_lost: { icon: 'signal_lost', word: 'cause-toy-lost' },
  vigil_killed: { icon: 'watch', word: 'cause-vigil-killed' },
  guardian_missing: { icon: 'shield', word: 'cause-guardian-missing' },
  drill_failed: { icon: 'warning', word: 'cause-drill-failed' },
  computer_slept: { icon: 'screen', word: 'cause-computer-slept' },
  screen_locked: { icon: 'screen', word: 'cause-screen-locked' },
};

/** The causes that cut a program off and stopped what it moved. */
const CUT_OFF: ReadonlySet<AlertCause> = new Set<AlertCause>([
  'ping_timeout',
  'connection_silent',
  'vigil_late',
  'connection_lost',
]);

export function cutsOff(cause: AlertCause): boolean {
  return CUT_OFF.has(cause);
}
