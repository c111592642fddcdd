import type { AlertCause } from '../backend/bindings';
import type { IconName } from './paths';

/** The icon of an alert, and a word for it: a picture alone tells nobody. */
export const CAUSES: Record<AlertCause, { icon: IconName; word: string }> = {
  ping_timeout: { icon: 'clock', word: 'Program went silent' },
  connection_silent: { icon: 'broken', word: 'Connection went silent' },
  connection_lost: { icon: 'broken', word: 'Connection lost' },
  protocol_violation: { icon: 'unplug', word: 'Program broke the rules of the protocol' },
  program_slowed: { icon: 'clock', word: 'Program slowed down' },
  vigil_late: { icon: 'watch', word: 'Vigil was late' },
  stop_unconfirmed: { icon: 'warning', word: 'Stop not confirmed' },
  page_asks: { icon: 'globe', word: 'Web page asks' },
  refused: { icon: 'shield', word: 'Turned away' },
  toy_refused: { icon: 'shield', word: 'Toy turned away' },
  file_damaged: { icon: 'file', word: 'File unreadable' },
  not_saved: { icon: 'file', word: 'Not saved' },
  server_failed: { icon: 'server', word: 'Server not running' },
  localhost_elsewhere: { icon: 'server', word: 'localhost leads elsewhere' },
  window_silent: { icon: 'screen', word: "Vigil's window went silent" },
  window_crashed: { icon: 'screen', word: "Vigil's window crashed" },
  toy_lost: { icon: 'signal_lost', word: 'Toy lost' },
  vigil_killed: { icon: 'watch', word: 'Vigil was ended from outside' },
  guardian_missing: { icon: 'shield', word: 'No guardian' },
  drill_failed: { icon: 'warning', word: 'Fire drill failed' },
  computer_slept: { icon: 'screen', word: 'Computer slept' },
  screen_locked: { icon: 'screen', word: 'Screen locked' },
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
