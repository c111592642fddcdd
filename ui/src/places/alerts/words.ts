import type { AlertPageView, AlertProgramView, AlertQuery, ExportedView } from '../../lib/backend/bindings';
import { grouped } from '../../lib/time';

/** What the place says of all alerts together. Pure. */

export function isEverything({ cause, program, text }: AlertQuery): boolean {
  return cause === null && program === null && text.trim() === '';
}

/** `340 alerts`, or `12 of 340 alerts`. */
export function foundWords({ found, all }: AlertPageView): string {
  const alerts = `${grouped(all)} ${all === 1 ? 'alert' : 'alerts'}`;
  return found === all ? alerts : `${grouped(found)} of ${alerts}`;
}

export function exportedWords({ alerts, path }: ExportedView): string {
  return `${grouped(alerts)} ${alerts === 1 ? 'alert was' : 'alerts were'} saved as ${path}`;
}

/** A page may have the name of a program. */
export function programWords({ name, origin }: AlertProgramView): string {
  return origin === null ? name : `${name}, ${origin}`;
}

export function programKey({ name, origin }: AlertProgramView): string {
  return JSON.stringify([name, origin]);
}
