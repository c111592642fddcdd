import type { GapCountView } from '../bindings';

/** As the core counts them: four steps for each doubling, from 1 ms on. */
export function gapCounts(silences: readonly number[]): GapCountView[] {
  const steps = silences.map((ms) => Math.floor(4 * Math.log2(Math.max(1, ms))));
  if (steps.length === 0) return [];
  const first = Math.min(...steps);
  const counts = Array.from({ length: Math.max(...steps) - first + 1 }, () => 0);
  for (const step of steps) counts[step - first] = (counts[step - first] ?? 0) + 1;
  return counts.map((count, at) => ({
    from_ms: 2 ** ((first + at) / 4),
    to_ms: 2 ** ((first + at + 1) / 4),
    count,
  }));
}
