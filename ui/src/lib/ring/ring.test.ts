import { describe, expect, it } from 'vitest';
import { CIRCUMFERENCE, countdown, dashOffset, isBeat, levelOf } from './ring';

describe('countdown', () => {
  it('is full at a ping and empty at the deadline', () => {
    expect(countdown(1000, 0)).toMatchObject({ leftMs: 1000, fraction: 1, level: 'alive' });
    expect(countdown(1000, 1000)).toMatchObject({ leftMs: 0, fraction: 0, level: 'last' });
  });

  it('never goes below zero or above the limit', () => {
    expect(countdown(1000, 5900).leftMs).toBe(0);
    expect(countdown(1000, -40).leftMs).toBe(1000);
  });

  it('does not divide by a limit of zero', () => {
    expect(countdown(0, 0).fraction).toBe(0);
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

describe('isBeat', () => {
  it('lasts a moment after each ping', () => {
    expect(isBeat(countdown(1000, 249))).toBe(true);
    expect(isBeat(countdown(1000, 250))).toBe(false);
  });
});
