import type { HoldRecord, StoppedFrom } from '../lib/backend/bindings';
import { dayAndTime } from '../lib/time';
import { say, type MessageId, type PlainId } from '../lib/language/language.svelte';

type Known = Exclude<StoppedFrom, 'unknown'>;

const FROM = {
  window: 'stopped-from-window',
  notification: 'stopped-from-notification',
  tray: 'stopped-from-tray',
  stop_key: 'stopped-from-stop-key',
  command: 'stopped-from-command',
} as const satisfies Record<Known, PlainId>;

const FROM_AT = {
  window: 'stopped-from-window-at',
  notification: 'stopped-from-notification-at',
  tray: 'stopped-from-tray-at',
  stop_key: 'stopped-from-stop-key-at',
  command: 'stopped-from-command-at',
  unknown: 'stopped-at',
} as const satisfies Record<StoppedFrom, MessageId>;

/** Who stopped everything and when, as far as that is known: `Stopped by vigil --stop: yesterday 12:03.` */
export function stoppedBy(record: HoldRecord, nowMs: number = Date.now()): string {
  const { from, at_ms } = record;
  if (at_ms !== null) return say(FROM_AT[from], { time: dayAndTime(at_ms, nowMs) });
  return from === 'unknown' ? '' : say(FROM[from]);
}
