import type { GapCountView } from '../../lib/backend/bindings';
import { duration, limit } from '../../lib/time';
import { say } from '../../lib/language/language.svelte';

/** How long a program is silent before its pings, as columns; the limit is a line. Pure. */

export interface Column {
  /** 0 to 1 of the picture. */
  x: number;
  width: number;
  height: number;
  /** Longer than four fifths of the limit, as on the ring. */
  isLate: boolean;
  /** `354 ms to 500 ms`. */
  span: string;
  /** `180 pings`. */
  words: string;
}

export interface Histogram {
  columns: Column[];
  /** 0 to 1 of the width; null if there is no limit. */
  limitAt: number | null;
  /** What the left and the right edge stand for. */
  from: string;
  to: string;
  /** For whoever does not see it. */
  words: string;
}

/** A column of one ping among thousands is still seen. */
const LEAST = 0.03;

/** The width counts in doublings, so that 10 ms and 10 s both have room. */
export function histogram(gaps: readonly GapCountView[], limitMs: number | null): Histogram | null {
  const [first, last] = [gaps[0], gaps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const limitIn = limitMs === null || limitMs <= 0 ? null : limitMs;
  // There is room on both sides of the line.
  const from = Math.min(first.from_ms, (limitIn ?? Infinity) / 1.5);
  const to = Math.max(last.to_ms, (limitIn ?? 0) * 1.5);
  const at = (ms: number) => Math.log(ms / from) / Math.log(to / from);
  const most = gaps.reduce((most, gap) => Math.max(most, gap.count), 1);
  const columns = gaps
    .filter((gap) => gap.count > 0)
    .map((gap) => ({
      x: at(gap.from_ms),
      width: at(gap.to_ms) - at(gap.from_ms),
      height: Math.max(LEAST, gap.count / most),
      isLate: limitIn !== null && gap.to_ms > limitIn * 0.8 && gap.from_ms >= limitIn * 0.5,
      span: spanOf(gap),
      words: say('gaps-count', { count: gap.count }),
    }));
  return {
    columns,
    limitAt: limitIn === null ? null : at(limitIn),
    from: short(from),
    to: short(to),
    words: inWords(gaps, limitIn),
  };
}

function inWords(gaps: readonly GapCountView[], limitMs: number | null): string {
  const pings = gaps.reduce((sum, gap) => sum + gap.count, 0);
  const usual = gaps.reduce((most, gap) => (gap.count > most.count ? gap : most));
  const words = { count: pings, span: spanOf(usual) };
  return limitMs === null
    ? say('gaps-words', words)
    : say('gaps-words-limit', { ...words, limit: limit(limitMs) });
}

/** `354 ms to 500 ms`. */
function spanOf({ from_ms, to_ms }: GapCountView): string {
  return say('range', { from: short(from_ms), to: short(to_ms) });
}

/** `354 ms`, `1.41 s`. */
function short(ms: number): string {
  return ms < 1000 ? limit(Math.round(ms)) : duration(ms);
}
