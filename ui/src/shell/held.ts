import type { HoldRecord, StoppedFrom } from '../lib/backend/bindings';
import { dayAndTime } from '../lib/time';

const FROM: Record<StoppedFrom, string> = {
  window: ' in this window',
  notification: ' from a notification',
  tray: ' from the tray',
  command: ' by vigil --stop',
  unknown: '',
};

/** Who stopped everything and when, as far as that is known: `Stopped by vigil --stop: yesterday 12:03.` */
export function stoppedBy(record: HoldRecord, nowMs: number = Date.now()): string {
  const from = FROM[record.from];
  if (record.at_ms === null) return from === '' ? '' : `Stopped${from}.`;
  return `Stopped${from}: ${dayAndTime(record.at_ms, nowMs)}.`;
}
