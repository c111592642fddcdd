import type { LogLevel, LogLine } from '../../lib/backend/bindings';
import { exactTime } from '../../lib/time';
import { say } from '../../lib/language/language.svelte';

/** What of the log is shown, row by row. Pure. */

export const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'trace'];

export type Row =
  | { seq: number; kind: 'line'; line: LogLine }
  /** Lines that were dropped before they reached the window. */
  | { seq: number; kind: 'gap'; missing: number };

/** Lines at `level` or above that contain `text`, with a row where lines are missing. */
export function rows(lines: readonly LogLine[], level: LogLevel, text: string): Row[] {
  const deepest = LEVELS.indexOf(level);
  const wanted = text.trim().toLowerCase();
  const all: Row[] = [];
  let before: number | null = null;
  for (const line of lines) {
    if (before !== null && line.seq > before + 1) {
      all.push({ seq: before + 1, kind: 'gap', missing: line.seq - before - 1 });
    }
    before = line.seq;
    if (LEVELS.indexOf(line.level) > deepest) continue;
    if (wanted !== '' && !`${line.target} ${line.message}`.toLowerCase().includes(wanted)) continue;
    all.push({ seq: line.seq, kind: 'line', line });
  }
  return all;
}

export function gapWords(missing: number): string {
  return say('log-gap', { count: missing });
}

export function asText(all: readonly Row[]): string {
  return all
    .map((row) =>
      row.kind === 'gap'
        ? `… ${gapWords(row.missing)}`
        : `${new Date(row.line.at_ms).toISOString()} ${row.line.level.toUpperCase()} ${row.line.target} ${row.line.message}`,
    )
    .join('\n');
}

export function lineTime(line: LogLine): string {
  return exactTime(line.at_ms);
}

/** As many rows are added at once where somebody reads on: 2,000 that wrap would cost more than anybody reads. */
export const CHUNK = 150;

/** The first row to draw: of the newest while they are followed, else of those from `oldest` on. */
export function firstDrawn(all: readonly Row[], oldest: number | null): number {
  const newest = Math.max(0, all.length - CHUNK);
  if (oldest === null) return newest;
  const at = all.findIndex((row) => row.seq >= oldest);
  return at === -1 ? newest : Math.min(at, newest);
}
