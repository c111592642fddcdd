import { describe, expect, it } from 'vitest';
import { CIRCUMFERENCE, countdown, dashOffset, follow, levelOf } from './ring';

describe('countdown', () => {
  it('is full at a ping and empty at the deadline', () => {
    expect(countdown(1000, 0, 0)).toMatchObject({ leftMs: 1000, fraction: 1, level: 'alive' });
    expect(countdown(1000, 0, 1000)).toMatchObject({ leftMs: 0, fraction: 0, level: 'last' });
  });

  it('counts on from the moment the view was taken', () => {
    expect(countdown(2000, 300, 250).leftMs).toBe(1450);
  });

  it('never goes below zero or above the limit', () => {
    expect(countdown(1000, 900, 5000).leftMs).toBe(0);
    expect(countdown(1000, 0, -40).leftMs).toBe(1000);
  });

  it('does not divide by a limit of zero', () => {
    expect(countdown(0, 0, 0).fraction).toBe(0);
  });
});

describe('levelOf', () => {
  it.each([
    [1, 'alive'],
    [0.51, 'alive'],
    [0.5, 'late'],
    [0.21, 'late'],
    [0.2, 'last'],
    [0, 'last'],
  ])('%d is %s', (fraction, level) => {
    expect(levelOf(fraction)).toBe(level);
  });
});

describe('dashOffset', () => {
  it('runs from a whole turn of dash to a whole turn of gap, never negative', () => {
    expect(dashOffset(1)).toBeCloseTo(2 * CIRCUMFERENCE);
    expect(dashOffset(0)).toBeCloseTo(CIRCUMFERENCE);
    expect(dashOffset(-3)).toBeCloseTo(CIRCUMFERENCE);
  });
});

describe('follow', () => {
  it('drains exactly and refills quickly, not at once', () => {
    expect(follow(0.8, 0.7, 16)).toBe(0.7);
    const first = follow(0.2, 1, 16);
    expect(first).toBeGreaterThan(0.3);
    expect(first).toBeLessThan(0.9);
  });

  it('arrives within 300 ms', () => {
    let drawn = 0;
    for (let at = 0; at < 300; at += 16) drawn = follow(drawn, 1, 16);
    expect(drawn).toBe(1);
  });
});
