import type { AlertPageView, AlertProgramView, AlertQuery, ExportedView } from '../../lib/backend/bindings';
import { say } from '../../lib/language/language.svelte';

/** What the place says of all alerts together. Pure. */

export function isEverything({ cause, program, text }: AlertQuery): boolean {
  return cause === null && program === null && text.trim() === '';
}

/** `340 alerts`, or `12 of 340 alerts`. */
export function foundWords({ found, all }: AlertPageView): string {
  return found === all ? say('alerts-found', { count: all }) : say('alerts-found-some', { found, all });
}

export function exportedWords({ alerts, path }: ExportedView): string {
  return say('alerts-saved', { count: alerts, path });
}

/** A page may have the name of a program. */
export function programWords({ name, origin }: AlertProgramView): string {
  return origin === null ? name : say('program-and-page', { name, origin });
}

export function programKey({ name, origin }: AlertProgramView): string {
  return JSON.stringify([name, origin]);
}
