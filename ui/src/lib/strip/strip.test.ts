import { describe, expect, it } from 'vitest';
import { barAt, bars, inWords, scale, shape, usualGap, windowOf } from './strip';

const gap = (ago_ms: number, gap_ms: number) => ({ ago_ms, gap_ms });

describe('scale', () => {
  it('puts the limit at three quarters', () => {
    expect(scale([gap(0, 500)], 1000).limitAt).toBeCloseTo(0.75);
  });

  it('makes room for a gap beyond the limit', () => {
    const to = scale([gap(0, 4000)], 1000);
    expect(to.topMs).toBe(4000);
    expect(to.limitAt).toBe(0.25);
  });

  it('has no line without a limit', () => {
    expect(scale([gap(0, 500)], null).limitAt).toBeNull();
    expect(scale([gap(0, 500)], 0).limitAt).toBeNull();
  });
});

describe('bars', () => {
  const draw = (gaps: ReturnType<typeof gap>[], limitMs: number | null) =>
    bars(gaps, limitMs, scale(gaps, limitMs));

  it('spans the silence before the ping', () => {
    const [bar] = draw([gap(30_000, 6000)], 10_000);
    expect(bar?.x).toBeCloseTo(0.4);
    expect(bar?.width).toBeCloseTo(0.1);
  });

  it('cuts at the edge of the window and leaves out what is older', () => {
    const all = draw([gap(61_000, 500), gap(59_900, 500)], 1000);
    expect(all).toHaveLength(1);
    expect(all[0]?.x).toBe(0);
  });

  it('tells the last fifth and beyond', () => {
    const flags = draw([gap(3000, 800), gap(2000, 801), gap(0, 1001)], 1000).map((bar) => [
      bar.near,
      bar.over,
    ]);
    expect(flags).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
  });

  it('says each in words', () => {
    expect(draw([gap(12_000, 530)], 1000)[0]?.words).toBe('0.53 s between pings, 12 s ago');
  });
});

describe('shape', () => {
  it('draws each bar from the floor', () => {
    const all = bars([gap(30_000, 6000), gap(0, 6000)], 8000, scale([gap(0, 6000)], 8000));
    expect(shape(all, 600, 60)).toBe('M240 26.3h58.6v33.8h-58.6zM540 26.3h58.6v33.8h-58.6z');
    expect(shape([], 600, 60)).toBe('');
  });
});

describe('usualGap', () => {
  it('is the middle one, whatever one slow ping does', () => {
    expect(usualGap([gap(0, 500), gap(0, 5000), gap(0, 510)])).toBe(510);
    expect(usualGap([gap(0, 400), gap(0, 500)])).toBe(450);
    expect(usualGap([])).toBeNull();
  });
});

describe('inWords', () => {
  it('says how often, how far apart and the limit', () => {
    expect(inWords([gap(900, 500), gap(0, 900)], 1000)).toBe(
      '2 pings in the last minute, usually 0.70 s apart, at most 0.90 s. The limit is 1.00 s.',
    );
    expect(inWords([], 1000)).toBe('No pings in the last minute.');
  });
});

describe('barAt', () => {
  it('takes the bar under the pointer, else the nearest', () => {
    const all = bars([gap(30_000, 6000), gap(0, 6000)], null, scale([gap(0, 6000)], null));
    expect(barAt(all, 0.45)).toBe(0);
    expect(barAt(all, 0.6)).toBe(0);
    expect(barAt(all, 0.99)).toBe(1);
    expect(barAt([], 0.5)).toBeNull();
  });
});

describe('windowOf', () => {
  it('holds all the pings of an alert and not much more', () => {
    expect(windowOf([gap(4000, 500)])).toBeCloseTo(4590);
    expect(windowOf([gap(90_000, 500)])).toBe(60_000);
    expect(windowOf([])).toBe(1000);
  });
});
