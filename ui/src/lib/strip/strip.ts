import type { GapView } from '../backend/bindings';
import { duration } from '../time';
import { say } from '../language/language.svelte';

/** The strip: the pings of the last minute, one bar per gap, and the limit as a line. Pure. */

export const WINDOW_MS = 60_000;

export interface Bar {
  /** Where the bar starts and how wide it is, 0 to 1 of the window: it spans the time the program was silent. */
  x: number;
  width: number;
  /** 0 to 1 of the strip's height. */
  height: number;
  agoMs: number;
  gapMs: number;
  /** It came into the last fifth, as on the ring. The bar says it by its colour, and by its height against the line. */
  near: boolean;
  over: boolean;
  words: string;
}

export interface StripScale {
  /** What the full height stands for. */
  topMs: number;
  /** Height of the limit's line, 0 to 1, or null where there is no limit. */
  limitAt: number | null;
  windowMs: number;
}

/** With a limit the line stands at three quarters, unless a gap went beyond it; without one the longest gap fills it. */
export function scale(gaps: readonly GapView[], limitMs: number | null, windowMs = WINDOW_MS): StripScale {
  const longest = gaps.reduce((most, gap) => Math.max(most, gap.gap_ms), 0);
  const top =
    limitMs !== null && limitMs > 0 ? Math.max(limitMs / 0.75, longest) : Math.max(longest * 1.25, 1);
  return { topMs: top, limitAt: limitMs !== null && limitMs > 0 ? limitMs / top : null, windowMs };
}

export function bars(gaps: readonly GapView[], limitMs: number | null, to: StripScale): Bar[] {
  return gaps
    .filter((gap) => gap.ago_ms <= to.windowMs)
    .map((gap) => {
      const end = 1 - gap.ago_ms / to.windowMs;
      const start = Math.max(0, end - gap.gap_ms / to.windowMs);
      const has = limitMs !== null && limitMs > 0;
      return {
        x: start,
        width: end - start,
        height: Math.min(1, Math.max(0.04, gap.gap_ms / to.topMs)),
        agoMs: gap.ago_ms,
        gapMs: gap.gap_ms,
        near: has && gap.gap_ms > limitMs * 0.8,
        over: has && gap.gap_ms > limitMs,
        words: say('strip-gap', { gap: duration(gap.gap_ms), ago: ago(gap.ago_ms) }),
      };
    });
}

/** All these bars as one path, in a box of this size. */
export function shape(all: readonly Bar[], width: number, height: number): string {
  const number = (value: number) => String(Math.round(value * 10) / 10);
  return all
    .map((bar) => {
      const [across, up] = [Math.max(1.2, bar.width * width - 1.4), bar.height * height];
      return `M${number(bar.x * width)} ${number(height - up)}h${number(across)}v${number(up)}h-${number(across)}z`;
    })
    .join('');
}

/** The window of a picture that is not live: from a little before the first ping kept to the end. */
export function windowOf(gaps: readonly GapView[]): number {
  const oldest = gaps.reduce((most, gap) => Math.max(most, gap.ago_ms + gap.gap_ms), 0);
  return Math.min(WINDOW_MS, Math.max(1000, oldest * 1.02));
}

/** The middle gap: what "pings every" says. One slow ping does not change it. */
export function usualGap(gaps: readonly Pick<GapView, 'gap_ms'>[]): number | null {
  if (gaps.length === 0) return null;
  const sorted = gaps.map((gap) => gap.gap_ms).sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The strip for those who do not see it. */
export function inWords(gaps: readonly GapView[], limitMs: number | null): string {
  const usual = usualGap(gaps);
  if (usual === null) return say('strip-none');
  const longest = Math.max(...gaps.map((gap) => gap.gap_ms));
  const words = { count: gaps.length, usual: duration(usual), longest: duration(longest) };
  return limitMs !== null && limitMs > 0
    ? say('strip-words-limit', { ...words, limit: duration(limitMs) })
    : say('strip-words', words);
}

/** The bar under a pointer at `at` (0 to 1): the one it is in, else the nearest. */
export function barAt(all: readonly Bar[], at: number): number | null {
  let best: number | null = null;
  let distance = Infinity;
  all.forEach((bar, index) => {
    const away = at < bar.x ? bar.x - at : at > bar.x + bar.width ? at - bar.x - bar.width : 0;
    if (away < distance) {
      distance = away;
      best = index;
    }
  });
  return best;
}

function ago(ms: number): string {
  return ms < 1000 ? say('just-now') : say('seconds-ago', { seconds: Math.round(ms / 1000) });
}
