import { describe, expect, it, vi } from 'vitest';
import { clockTime, dayAndTime, duration, grouped, limit, measured, span } from './time';

describe('durations', () => {
  it.each([
    [610, '0.61 s'],
    [0, '0.00 s'],
    [-5, '0.00 s'],
    [12_400, '12.4 s'],
    [125_000, '2 min 5 s'],
  ])('%d counts as %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it.each([
    [50, '50 ms'],
    [1000, '1 s'],
    [1500, '1.5 s'],
    [1234, '1.234 s'],
    [600_000, '10 min'],
  ])('%d as a limit is %s', (ms, words) => {
    expect(limit(ms)).toBe(words);
  });

  it.each([
    [999, '0 s'],
    [59_999, '59 s'],
    [240_000, '4 min'],
    [7_800_000, '2 h 10 min'],
    [7_200_000, '2 h'],
  ])('%d as a span is %s', (ms, words) => {
    expect(span(ms)).toBe(words);
  });

  it.each([
    [0.4, '0.4 ms'],
    [2.6, '3 ms'],
    [1240, '1,240 ms'],
  ])('%d as measured is %s', (ms, words) => {
    expect(measured(ms)).toBe(words);
  });

  it('groups thousands', () => {
    expect([0, 999, 1000, 600_000, 1_234_567].map(grouped)).toEqual([
      '0',
      '999',
      '1,000',
      '600,000',
      '1,234,567',
    ]);
  });
});

describe('times of day', () => {
  const now = new Date(2025, 2, 4, 0, 10).getTime();

  it('says the day only where it is another one', () => {
    expect(dayAndTime(new Date(2025, 2, 4, 0, 3).getTime(), now)).toBe('00:03');
    expect(dayAndTime(new Date(2025, 2, 3, 23, 59).getTime(), now)).toBe('yesterday 23:59');
    expect(dayAndTime(new Date(2025, 1, 28, 9, 5).getTime(), now)).toBe('28 Feb 09:05');
    expect(dayAndTime(new Date(2024, 11, 31, 12, 0).getTime(), now)).toBe('31 Dec 2024 12:00');
  });

  it('has two digits each', () => {
    expect(clockTime(new Date(2025, 0, 1, 7, 4).getTime())).toBe('07:04');
  });
});

it('is written on a system whose language is none that a browser knows', () => {
  vi.spyOn(navigator, 'language', 'get').mockReturnValue('c');
  const at = new Date(2026, 0, 5, 12, 3).getTime();
  expect(dayAndTime(at, at)).toContain('12:03');
  vi.restoreAllMocks();
});
