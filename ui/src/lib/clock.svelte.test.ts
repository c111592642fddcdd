import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { STEP_MS, atNextStep, halves, quarters, type Clock } from './clock.svelte';
import { seen } from './seen';

const ends: (() => void)[] = [];

/** Follows a clock as a component does: the number of times it is drawn after the first. */
function follow(clock: Clock): { drawn: number; end: () => void } {
  const followed = { drawn: -1, end: $effect.root(() => undefined) };
  followed.end = $effect.root(() => {
    $effect(() => {
      expect(clock.now).toBeGreaterThanOrEqual(0);
      followed.drawn += 1;
    });
  });
  ends.push(followed.end);
  flushSync();
  return followed;
}

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  flushSync();
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  for (const end of ends.splice(0)) end();
  seen.covered = false;
  vi.useRealTimers();
});

describe('a clock', () => {
  it('draws by steps, and wakes up for no other', async () => {
    const [quick, slow] = [follow(quarters), follow(halves)];
    await pass(8 * STEP_MS);
    expect(quick.drawn).toBe(8);
    expect(slow.drawn).toBe(4);
    quick.end();
    const wake = vi.spyOn(globalThis, 'setTimeout');
    await pass(8 * STEP_MS);
    expect(slow.drawn).toBe(8);
    expect(wake.mock.calls.length).toBeLessThanOrEqual(5);
  });

  it('stands still while nobody sees the window, and goes on at once when somebody does', async () => {
    const rings = follow(quarters);
    seen.covered = true;
    await pass(60_000);
    expect(rings.drawn).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    seen.covered = false;
    await pass(0);
    expect(rings.drawn).toBe(1);
    await pass(STEP_MS);
    expect(rings.drawn).toBe(2);
  });

  it('keeps its steps, however often others come and go', async () => {
    const rings = follow(quarters);
    for (let at = 0; at < 4 * STEP_MS; at += 10) {
      const other = follow(halves);
      await pass(10);
      other.end();
      await pass(0);
    }
    expect(rings.drawn).toBe(4);
  });

  it('draws what is taken at a step at that very step', async () => {
    let known = 0;
    const drawn: number[] = [];
    ends.push(
      $effect.root(() => {
        $effect(() => {
          if (quarters.now >= 0) drawn.push(known);
        });
      }),
    );
    flushSync();
    void atNextStep(1, () => {
      known = 1;
    });
    await pass(STEP_MS);
    expect(drawn).toEqual([0, 1]);
  });

  it('hands on what fails at a step, and goes on', async () => {
    const rings = follow(quarters);
    const failed = expect(
      atNextStep(1, () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await pass(2 * STEP_MS);
    await failed;
    expect(rings.drawn).toBe(2);
  });
});
