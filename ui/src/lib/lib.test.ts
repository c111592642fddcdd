import { describe, expect, it } from 'vitest';
import { defaults } from './backend/fake/samples';
import { sentenceOf } from './errors';
import { U16_MAX, parseWhole } from './numbers';
import { parseHash } from './router.svelte';
import { withExempt, withPing } from './settings';
import { merge } from './state/log.svelte';
import { themeOf } from './theme';
import { count } from './backend/fake/count';
import { list } from './words';

describe('parseWhole', () => {
  it.each([
    ['1500', 1500],
    [' 1,500 ', 1500],
    ['600 000', 600_000],
    ['0', 0],
  ])('reads %j', (text, value) => {
    expect(parseWhole(text, U16_MAX * 10, 'no')).toEqual({ value });
  });

  it.each(['', 'abc', '-5', '1.5', '1e3', '70000', '12,34'])('says a sentence for %j', (text) => {
    expect(parseWhole(text, U16_MAX, 'no')).toEqual({ sentence: 'no' });
  });
});

describe('sentenceOf', () => {
  it('takes the core’s own words', () => {
    expect(sentenceOf({ code: 'not_found', sentence: 'That is gone.', field: null })).toBe('That is gone.');
  });

  it.each([['plain text'], [new Error('boom')], [undefined], [{ odd: 1 }]])(
    'makes a sentence of %j',
    (error) => {
      expect(sentenceOf(error)).toMatch(/^That did not work.*[.)]$/);
    },
  );
});

describe('parseHash', () => {
  it('knows places and parts, and falls back to Watch', () => {
    expect(parseHash('#/settings/ping')).toEqual({ place: 'settings', part: 'ping' });
    expect(parseHash('#/log')).toEqual({ place: 'log', part: null });
    expect(parseHash('#/nowhere')).toEqual({ place: 'watch', part: null });
    expect(parseHash('')).toEqual({ place: 'watch', part: null });
  });
});

describe('themeOf', () => {
  it('follows the system only where asked to', () => {
    expect(themeOf('system', true)).toBe('dark');
    expect(themeOf('system', false)).toBe('light');
    expect(themeOf('light', true)).toBe('light');
  });
});

describe('settings', () => {
  it('change one thing and leave the rest', () => {
    const before = defaults();
    const page = { name: 'Web Player', origin: 'https://player.example' };
    const after = withExempt(page, true)(withPing({ limit_ms: 2000 })(before));
    expect(after.ping).toEqual({
      limit_ms: 2000,
      policy: 'required',
      connection_limit_ms: 10_000,
      exempt_programs: [page],
    });
    expect(before).toEqual(defaults());
    expect(withExempt({ ...page, origin: null }, false)(after)).toEqual(after);
    expect(withExempt(page, false)(after).ping.exempt_programs).toEqual([]);
  });
});

describe('log lines', () => {
  const line = (seq: number) => ({ seq, at_ms: 0, level: 'info', target: 't', message: 'm' }) as const;

  it('are kept once each, in order', () => {
    const seqs = merge([line(3), line(4)], [line(2), line(3), line(5)]).map((one) => one.seq);
    expect(seqs).toEqual([2, 3, 4, 5]);
  });

  it('are capped at 2,000', () => {
    const many = Array.from({ length: 2000 }, (_, seq) => line(seq));
    const all = merge(many, [line(2000)]);
    expect(all).toHaveLength(2000);
    expect(all[0]?.seq).toBe(1);
  });
});

describe('words', () => {
  it('count and list', () => {
    expect(count(1, 'toy')).toBe('1 toy');
    expect(count(2, 'toy')).toBe('2 toys');
    expect(list(['A', 'B'])).toBe('A and B');
    expect(list(['A', 'B', 'C', 'D'])).toBe('A, B and 2 more');
  });
});
