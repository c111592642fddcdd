import type { AlertView, ProgramView } from '../../lib/backend/bindings';
import type { Rates } from './figures.svelte';

/** What a program's page says. Pure. */

/** `12 a second from it, 12 to it`. */
export function rateWords(rates: Rates | null): string {
  if (rates === null) return 'counting…';
  return `${rate(rates.fromProgram)} from it, ${rate(rates.toProgram)} to it`;
}

function rate(perSecond: number): string {
  return perSecond === 0 || perSecond >= 9.95 ? String(Math.round(perSecond)) : perSecond.toFixed(1);
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
