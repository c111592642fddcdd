import type { LogLevel, LogLine } from '../../lib/backend/bindings';
import { exactTime } from '../../lib/time';
import { count } from '../../lib/words';

/** What of the log is shown, row by row. Pure. */

export const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug', 'trace'];

export type Row =
  | { key: string; kind: 'line'; line: LogLine }
  /** Lines that were dropped before they reached the window. */
  | { key: string; kind: 'gap'; missing: number };

/** Lines at `level` or above that contain `text`, with a row where lines are missing. */
export function rows(lines: readonly LogLine[], level: LogLevel, text: string): Row[] {
  const deepest = LEVELS.indexOf(level);
  const wanted = text.trim().toLowerCase();
  const all: Row[] = [];
  let before: number | null = null;
  for (const line of lines) {
    if (before !== null && line.seq > before + 1) {
      all.push({ key: `gap-${line.seq}`, kind: 'gap', missing: line.seq - before - 1 });
    }
    before = line.seq;
    if (LEVELS.indexOf(line.level) > deepest) continue;
    if (wanted !== '' && !`${line.target} ${line.message}`.toLowerCase().includes(wanted)) continue;
    all.push({ key: `line-${line.seq}`, kind: 'line', line });
  }
  return all;
}

export function gapWords(missing: number): string {
  return `${count(missing, 'line')} dropped: more came at once than the log keeps`;
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

/** The rows to draw for a scroll position, with some beyond each edge. */
export function visible(
  total: number,
  scrollTop: number,
  height: number,
  rowHeight: number,
): { first: number; end: number } {
  if (rowHeight <= 0) return { first: 0, end: Math.min(total, 100) };
  const beyond = 12;
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond);
  const end = Math.min(total, Math.ceil((scrollTop + height) / rowHeight) + beyond);
  return { first: Math.min(first, end), end };
}
