import { describe, expect, it } from 'vitest';
import { STEPS, STEP_MS, WINDOW_MS, add, at, heightOf, inWords, shape, steps } from './trace';
import type { Range, Sample } from './trace';

/** `[when, value, duration]` */
function told(...all: [number, number, number?][]): Sample[] {
  const samples: Sample[] = [];
  for (const [atMs, value, durationMs] of all) add(samples, value, durationMs ?? null, atMs);
  return samples;
}

const motor: Range = { min: 0, max: 20, position: false };
const turner: Range = { min: -20, max: 20, position: false };
const carriage: Range = { min: 0, max: 100, position: true };

describe('samples', () => {
  it('are kept where something changed', () => {
    expect(told([0, 5], [50, 5], [100, 9]).map((sample) => sample.value)).toEqual([5, 9]);
  });

  it('are on their way to a position, from where they were', () => {
    const samples = told([0, 0, 0], [1000, 100, 1000], [1500, 0, 500]);
    const [, out, back] = samples;
    if (out === undefined || back === undefined) throw new Error('three samples');
    expect(at(out, 1250)).toBe(25);
    expect(at(back, 1500)).toBe(50);
    expect(at(back, 1750)).toBe(25);
    expect(at(back, 9000)).toBe(0);
  });
});

describe('steps', () => {
  it('shows a pulse that is shorter than a step', () => {
    const now = WINDOW_MS * 2;
    const values = steps(told([0, 0], [now - 1010, 20], [now - 1001, 0]), now, motor);
    expect(values).toHaveLength(STEPS);
    expect(values.filter((value) => value === 20)).toHaveLength(1);
  });

  it('knows nothing from before the first value', () => {
    const values = steps(told([50_000, 3]), 50_000 + 4 * STEP_MS, motor);
    expect(values.slice(0, -5).every((value) => value === null)).toBe(true);
    expect(values.slice(-5)).toEqual([3, 3, 3, 3, 3]);
  });

  it('stays the same picture between two steps', () => {
    const samples = told([0, 0], [45_123, 7], [46_001, 2]);
    expect(steps(samples, 50_010, motor)).toEqual(steps(samples, 50_190, motor));
  });
});

describe('the picture', () => {
  it('grows from the floor, or from the middle where it goes both ways', () => {
    expect(heightOf(10, motor)).toBe(0.5);
    expect(heightOf(0, turner)).toBe(0.5);
    expect(heightOf(-20, turner)).toBe(0);
    expect(heightOf(25, carriage)).toBe(0.25);
  });

  it('is one short path', () => {
    expect(shape([null, 0, 20, 20, 0], motor)).toBe('M1 1V1H2V0H4V1H5V1Z');
    expect(shape([-20, 0], turner)).toBe('M0 0.5V1H1V0.5H2V0.5Z');
    expect(shape([null, null], motor)).toBe('');
  });

  it('has words', () => {
    expect(inWords([null, 0, 10], motor)).toBe('In the last 20 seconds: up to 50 %.');
    expect(inWords([-20, 0], turner)).toBe('In the last 20 seconds: up to 100 %.');
    expect(inWords([0, null], motor)).toBe('In the last 20 seconds: still.');
    expect(inWords([12, 88], carriage)).toBe('In the last 20 seconds: between 12 % and 88 %.');
    expect(inWords([12, 12], carriage)).toBe('In the last 20 seconds: stayed where it is.');
  });
});
