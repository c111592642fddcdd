import type { AlertView, ProgramView } from '../../lib/backend/bindings';
import { number } from '../../lib/numbers';
import type { Rates } from './figures.svelte';
import { say } from '../../lib/language/language.svelte';

/** What a program's page says. Pure. */

/** `12 a second from it, 12 to it`. */
export function rateWords(rates: Rates | null): string {
  if (rates === null) return say('program-counting');
  return say('program-messages-words', { from: rate(rates.fromProgram), to: rate(rates.toProgram) });
}

function rate(perSecond: number): string {
  return number(perSecond, perSecond === 0 || perSecond >= 9.95 ? 0 : 1);
}

/** The alert that says why the program left; null if nothing was wrong. */
export function whyItLeft(
  program: ProgramView,
  alerts: readonly AlertView[],
  connectedAt: number,
): AlertView | null {
  const about = (alert: AlertView) =>
    alert.program?.name === program.name &&
    alert.program.origin === program.origin &&
    alert.times.last_at_ms >= connectedAt &&
    alert.cause !== 'drill_failed';
  return alerts.find(about) ?? null;
}

/** The same program, connected once more. */
export function backAs(program: ProgramView, programs: readonly ProgramView[]): ProgramView | null {
  const isIt = (other: ProgramView) => other.name === program.name && other.origin === program.origin;
  return programs.findLast((other) => other.id !== program.id && isIt(other)) ?? null;
}
