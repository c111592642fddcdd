import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { PageView } from '../../lib/backend/bindings';
import { open } from '../../test/app';
import { pageFacts } from './pages';

const NOW = new Date(2026, 10, 27, 18, 0).getTime();

function page(change: Partial<PageView>): PageView {
  return {
    origin: 'https://a',
    standing: { is: 'allowed' },
    decided_ms: null,
    last_ms: null,
    times: 0,
    ...change,
  };
}

describe('what is known of a web page', () => {
  it.each<[Partial<PageView>, string]>([
    [{}, 'Allowed before Vigil kept dates. Not used since.'],
    [{ decided_ms: NOW - 60_000 }, 'Allowed today 17:59. Not used since.'],
    [
      { decided_ms: new Date(2026, 2, 3, 12, 3).getTime(), last_ms: NOW - 86_400_000, times: 1240 },
      'Allowed 3 Mar 12:03. Used 1,240 times, last yesterday 18:00.',
    ],
    [
      { standing: { is: 'refused' }, decided_ms: NOW, last_ms: NOW, times: 1 },
      'Refused today 18:00. It tried once, last today 18:00.',
    ],
    [{ standing: { is: 'turned_away', until_ms: 0 } }, 'Vigil asks about it again in 2 min.'],
  ])('%j', (change, words) => {
    expect(pageFacts(page(change), NOW, 61_000)).toBe(words);
  });
});

function rowOf(origin: string): HTMLElement {
  const row = screen.getAllByTestId('page').find((one) => one.dataset.origin === origin);
  if (row === undefined) throw new Error(`${origin} is not listed`);
  return row;
}

describe('the list of web pages', () => {
  it('is revised: from allowed to never, and back, and out', async () => {
    const { user, asked } = await open('pages', 'settings');
    const rows = screen.getAllByTestId('page');
    expect(rows.map((row) => row.dataset.is)).toEqual([
      'turned_away',
      'allowed',
      'allowed',
      'refused',
      'refused',
    ]);
    const click = async (origin: string, what: string) => {
      await user.click(within(rowOf(origin)).getByTestId(what));
    };
    await click('https://player.example', 'page-never');
    await click('https://ads.example', 'page-allow');
    await click('https://old.example', 'page-remove');
    expect(asked('set_page').map(({ origin, wish }) => [origin, wish])).toEqual([
      ['https://player.example', 'never'],
      ['https://ads.example', 'allow'],
      ['https://old.example', 'ask'],
    ]);
    const standing = (origin: string) =>
      screen.getAllByTestId('page').find((row) => row.dataset.origin === origin)?.dataset.is;
    expect(standing('https://player.example')).toBe('refused');
    expect(standing('https://ads.example')).toBe('allowed');
    expect(standing('https://old.example')).toBeUndefined();
  });

  it('never allows for good what names nobody', async () => {
    await open('pages', 'settings');
    const row = within(rowOf('null'));
    expect(row.queryByTestId('page-allow')).toBeNull();
    expect(row.getByTestId('page-remove')).toBeTruthy();
  });
});
