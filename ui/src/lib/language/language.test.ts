import { afterEach, describe, expect, it } from 'vitest';
import { longer } from '../backend/fake/longer';
import { duration, limit, span } from '../time';
import { list } from '../words';
import { parseWhole } from '../numbers';
import { formatted, say, speak } from './language.svelte';
import { languageOf, localeOf } from './languages';
import { pieces } from './pieces';

afterEach(() => {
  speak('en');
});

describe('the language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['ja'], 'ja'],
    [['fr-FR', 'ja-JP'], 'ja'],
    [['fr'], 'en'],
    [[], 'en'],
  ])('of a system that says %j is %s', (tags, language) => {
    expect(languageOf(tags)).toBe(language);
  });

  it('is written as where the person lives', () => {
    expect(localeOf('de', ['en-US', 'de-CH', 'de'])).toBe('de-CH');
    expect(localeOf('ja', ['en-US'])).toBe('ja');
  });

  it('changes at once', () => {
    speak('de');
    expect(say('stop-everything')).toBe('Alles stoppen');
    expect(document.documentElement.lang).toBe('de');
    speak('ja');
    expect(say('stop-everything')).toBe('すべて停止');
  });

  it('counts as people do', () => {
    expect([1, 2].map((count) => say('toy-count', { count }))).toEqual(['1 toy', '2 toys']);
    speak('de');
    expect([1, 2].map((count) => say('toy-count', { count }))).toEqual(['1 Toy', '2 Toys']);
    speak('ja');
    expect(say('toy-count', { count: 1234 })).toBe('トイ 1,234 台');
  });

  it('writes durations, lists and numbers', () => {
    speak('de');
    expect([duration(610), limit(1500), span(7_800_000)]).toEqual(['0,61 s', '1,5 s', '2 h 10 min']);
    expect(list(['Edge', 'Solace', 'Hush', 'Max', 'Nora'])).toBe('Edge, Solace und 3 weitere');
    expect(parseWhole('1.500', 9999, '')).toEqual({ value: 1500 });
    speak('ja');
    expect([duration(610), limit(1500)]).toEqual(['0.61 秒', '1.5 秒']);
    expect(list(['Edge', 'Solace'])).toBe('Edge、Solace');
  });
});

describe('a mistake', () => {
  it('in what is inserted is still a sentence', () => {
    speak('de');
    expect(formatted('limit-line')).toBe('limit {$limit}');
  });

  it('in the id shows the id, never nothing', () => {
    expect(formatted('no-such-message')).toBe('no-such-message');
  });
});

describe('a sentence with more than text in it', () => {
  it('is cut where that stands', () => {
    expect(pieces('asking-page', {}, ['origin'])).toEqual([
      { text: 'The web page ' },
      { slot: 'origin' },
      { text: ' wants to move your toys.' },
    ]);
  });
});

it('longer words are 40 % longer', () => {
  expect(longer('Stop everything, { $n }')).toHaveLength('Stop everything, { $n }'.length + 2 + 4);
});
