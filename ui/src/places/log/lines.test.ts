import { describe, expect, it } from 'vitest';
import type { LogLevel, LogLine } from '../../lib/backend/bindings';
import { CHUNK, asText, firstDrawn, rows } from './lines';

function line(seq: number, level: LogLevel = 'info', message = 'hello'): LogLine {
  return { seq, at_ms: 0, level, target: 'vigil', message };
}

describe('rows', () => {
  it('keep the level and worse, and what contains the text', () => {
    const lines = [line(0, 'error', 'Boom'), line(1, 'info', 'ping'), line(2, 'trace', 'ping')];
    expect(rows(lines, 'info', '')).toHaveLength(2);
    expect(rows(lines, 'trace', 'PING')).toHaveLength(2);
    expect(rows(lines, 'error', 'ping')).toHaveLength(0);
  });

  it('say where lines are missing, whatever the filter', () => {
    const all = rows([line(0), line(1, 'trace'), line(5)], 'info', '');
    expect(all.map((row) => row.kind)).toEqual(['line', 'gap', 'line']);
    expect(asText(all)).toContain('3 lines dropped');
  });
});

describe('what is drawn', () => {
  const all = rows(
    Array.from({ length: 1000 }, (_, seq) => line(seq)),
    'info',
    '',
  );

  it('is the newest while they are followed', () => {
    expect(firstDrawn(all, null)).toBe(1000 - CHUNK);
    expect(firstDrawn(all.slice(0, 10), null)).toBe(0);
  });

  it('goes back as far as somebody has read, however many come after that', () => {
    expect(firstDrawn(all, 300)).toBe(300);
    // The oldest have made room meanwhile.
    expect(firstDrawn(all.slice(400), 300)).toBe(0);
  });

  it('is the newest where nothing is left of what was read, or less than that was read', () => {
    expect(firstDrawn(all, 5000)).toBe(1000 - CHUNK);
    expect(firstDrawn(all, 990)).toBe(1000 - CHUNK);
  });
});
