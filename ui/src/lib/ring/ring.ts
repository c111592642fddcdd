/** The ring: how much of the time until the deadline is left, and what that looks like. Pure. */

export type Level = 'alive' | 'late' | 'last';

export interface Countdown {
  leftMs: number;
  limitMs: number;
  /** 1 at a ping, 0 at the deadline. */
  fraction: number;
  level: Level;
}

export function countdown(limitMs: number, silentMs: number): Countdown {
  const leftMs = Math.min(limitMs, Math.max(0, limitMs - silentMs));
  const fraction = limitMs > 0 ? leftMs / limitMs : 0;
  return { leftMs, limitMs, fraction, level: levelOf(fraction) };
}

export function levelOf(fraction: number): Level {
  if (fraction > 0.5) return 'alive';
  return fraction > 0.2 ? 'late' : 'last';
}

export const RADIUS = 44;
export const CIRCUMFERENCE = 2 * Math.PI * RADIUS;

/**
 * `stroke-dashoffset` of a circle that starts at twelve o'clock, with one dash and one gap of a full turn each. The
 * gap opens at twelve and grows clockwise: what is left is always the part that the time has not swept yet. A
 * negative offset would say the same, but not every WebKit draws those.
 */
export function dashOffset(fraction: number): number {
  const clamped = Math.min(1, Math.max(0, fraction));
  return CIRCUMFERENCE * (1 + clamped);
}

/** How long a ping shows as a beat: one step of what is drawn. */
const BEAT_MS = 250;

/** From this limit on the ring moves by half a second: it is as smooth by that as the ring of a short limit is. */
const SLOW_MS = 2500;

export function isSlow(limitMs: number): boolean {
  return limitMs >= SLOW_MS;
}

export function isBeat({ limitMs, leftMs }: Countdown): boolean {
  return limitMs - leftMs < BEAT_MS;
}
