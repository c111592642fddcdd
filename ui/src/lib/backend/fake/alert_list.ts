import type { AlertPageView, AlertQuery, AlertView, RepeatsView } from '../bindings';

/** As in the core. */
const PAGE = 50;

/** A page of the rows that are found, as the core answers; nearly as it searches. */
export function alertPage(
  alerts: readonly AlertView[],
  query: AlertQuery,
  after: number | null,
): AlertPageView {
  const found = alerts.filter((alert) => finds(query, alert));
  const begin = after === null ? 0 : found.findIndex((alert) => alert.id === after) + 1;
  const page = found.slice(begin, begin + PAGE);
  const isLast = begin + page.length >= found.length;
  return {
    revision: 0,
    alerts: page,
    next: isLast ? null : (page.at(-1)?.id ?? null),
    found: times(found),
    all: times(alerts),
    causes: [...new Set(alerts.map((alert) => alert.cause))].map((cause) => ({
      cause,
      count: times(alerts.filter((alert) => alert.cause === cause)),
    })),
    programs: [
      ...new Map(
        alerts.flatMap(({ program }) => (program === null ? [] : [[JSON.stringify(program), program]])),
      ).entries(),
    ].map(([key, program]) => ({
      program,
      count: times(alerts.filter((alert) => JSON.stringify(alert.program) === key)),
    })),
  };
}

/** The times of one row. In the simulation they differ in nothing but when they were. */
export function repeatsOf(alerts: readonly AlertView[], id: number, after: number | null): RepeatsView {
  const row = alerts.find((alert) => alert.id === id);
  if (row === undefined) return { alerts: [], next: null };
  const { count, first_at_ms, last_at_ms } = row.times;
  const every = count === 1 ? 0 : (last_at_ms - first_at_ms) / (count - 1);
  const all = Array.from({ length: count }, (_, n) => {
    const at = Math.round(last_at_ms - n * every);
    return {
      ...row,
      id: row.id * 1000 + count - n,
      times: { first_at_ms: at, last_at_ms: at, count: 1 },
    };
  });
  const begin = after === null ? 0 : all.findIndex((alert) => alert.id === after) + 1;
  const page = all.slice(begin, begin + PAGE);
  const isLast = begin + page.length >= all.length;
  return { alerts: page, next: isLast ? null : (page.at(-1)?.id ?? null) };
}

function times(alerts: readonly AlertView[]): number {
  return alerts.reduce((sum, alert) => sum + alert.times.count, 0);
}

function finds({ cause, program, text }: AlertQuery, alert: AlertView): boolean {
  const all = [alert.sentence, alert.hint, alert.program?.name, alert.program?.origin]
    .concat(alert.toys.map((toy) => toy.name))
    .join('\n')
    .replaceAll('\u00a0', ' ')
    .toLowerCase();
  return (
    (cause === null || cause === alert.cause) &&
    (program === null || (alert.program?.name === program.name && alert.program.origin === program.origin)) &&
    text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => all.includes(word))
  );
}
