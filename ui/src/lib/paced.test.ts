import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Paced } from './paced';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Paced', () => {
  it('calls at once, then no faster than it may, and the last value always', async () => {
    const seen: number[] = [];
    const paced = new Paced<number>(50, (value) => Promise.resolve(seen.push(value)));
    for (let value = 0; value < 40; value++) {
      paced.push(value);
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.length).toBeLessThanOrEqual(10);
    expect(seen.length).toBeGreaterThanOrEqual(8);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(39);
  });

  it('waits for the answer to the call before, also when it is a refusal', async () => {
    const seen: number[] = [];
    const answers: ((failed: boolean) => void)[] = [];
    const paced = new Paced<number>(50, (value) => {
      seen.push(value);
      return new Promise<void>((resolve, reject) => {
        answers.push((failed) => (failed ? reject(new Error('no')) : resolve()));
      });
    });
    paced.push(1);
    paced.push(2);
    paced.push(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([1]);
    answers[0]?.(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([1, 3]);
  });

  it('forgets what waits', async () => {
    const seen: number[] = [];
    const paced = new Paced<number>(50, (value) => Promise.resolve(seen.push(value)));
    paced.push(1);
    paced.push(2);
    await paced.cancel();
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen).toEqual([1]);
  });
});
