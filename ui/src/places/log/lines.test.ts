import { describe, expect, it } from 'vitest';
import type { LogLevel, LogLine } from '../../lib/backend/bindings';
import { asText, rows, visible } from './lines';

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

describe('visible', () => {
  it('draws what is in sight and a little more', () => {
    expect(visible(2000, 24_000, 480, 24)).toEqual({ first: 988, end: 1032 });
    expect(visible(10, 0, 480, 24)).toEqual({ first: 0, end: 10 });
  });

  it('stays within the list after it got shorter', () => {
    const { first, end } = visible(3, 24_000, 480, 24);
    expect(first).toBeLessThanOrEqual(end);
    expect(end).toBe(3);
  });
});
