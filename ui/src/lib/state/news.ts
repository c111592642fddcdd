import type { AlertView } from '../backend/bindings';
import { cutsOff } from '../icons/causes';
import { count } from '../words';

/** What some alerts tell together, in one sentence; of one alert its own. */
export function newsWords(alerts: readonly AlertView[]): string {
  const [first] = alerts;
  if (first === undefined) return '';
  if (alerts.length === 1) return first.sentence;
  if (!alerts.every((alert) => cutsOff(alert.cause))) return `${count(alerts.length, 'new alert')}.`;
  const names = new Set(alerts.map(nameOf));
  if (names.size === 1) return `${nameOf(first) ?? 'A program'} was cut off ${alerts.length} times.`;
  const all = (cause: AlertView['cause']) => alerts.every((alert) => alert.cause === cause);
  const did = all('connection_lost')
    ? 'went away'
    : all('ping_timeout')
      ? 'stopped answering'
      : 'were cut off';
  return `${names.size} programs ${did}.`;
}

function nameOf(alert: AlertView): string | undefined {
  return alert.program?.name;
}
