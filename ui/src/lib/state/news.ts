import type { AlertView } from '../backend/bindings';
import { cutsOff } from '../icons/causes';
import { say } from '../language/language.svelte';

/** What some alerts tell together, in one sentence; of one alert its own. */
export function newsWords(alerts: readonly AlertView[]): string {
  const [first] = alerts;
  if (first === undefined) return '';
  if (alerts.length === 1) return first.sentence;
  if (!alerts.every((alert) => cutsOff(alert.cause))) return say('news-alerts', { count: alerts.length });
  const names = new Set(alerts.map(nameOf));
  if (names.size === 1) {
    const name = nameOf(first);
    return name === undefined
      ? say('news-some-program', { count: alerts.length })
      : say('news-one-program', { name, count: alerts.length });
  }
  const all = (cause: AlertView['cause']) => alerts.every((alert) => alert.cause === cause);
  const did = all('connection_lost')
    ? 'news-went-away'
    : all('ping_timeout')
      ? 'news-went-silent'
      : 'news-cut-off';
  return say(did, { count: names.size });
}

function nameOf(alert: AlertView): string | undefined {
  return alert.program?.name;
}
