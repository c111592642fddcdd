import { screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { AlertPageView, AlertQuery, AlertView } from '../../lib/backend/bindings';
import { alertPage } from '../../lib/backend/fake/alert_list';
import { alert, native } from '../../lib/backend/fake/samples';
import { open } from '../../test/app';
import { EVERYTHING, FoundAlerts, joined, refreshed } from './found.svelte';
import { exportedWords, foundWords, isEverything, programWords } from './words';

const many = (howMany: number): AlertView[] =>
  Array.from({ length: howMany }, (_, n) =>
    alert(howMany - n, 1_784_030_400_000 - n * 4_000_000, {
      sentence: `Program ${howMany - n} did not read its messages.`,
      program: native(`Program ${howMany - n}`),
      cause: n % 2 === 0 ? 'protocol_violation' : 'connection_lost',
    }),
  );

const rows = () => screen.queryAllByTestId(/^alert-\d+$/);

describe('words', () => {
  const page = (found: number, all: number): AlertPageView => ({
    ...alertPage([], EVERYTHING, null),
    found,
    all,
  });

  it.each([
    [1, 1, '1 alert'],
    [340, 340, '340 alerts'],
    [12, 340, '12 of 340 alerts'],
    [0, 10_000, '0 of 10,000 alerts'],
  ])('say %d of %d', (found, all, words) => {
    expect(foundWords(page(found, all))).toBe(words);
  });

  it('say what was saved where, and which program', () => {
    expect(exportedWords({ alerts: 1, path: '/a.csv' })).toBe('1 alert was saved as /a.csv');
    expect(exportedWords({ alerts: 1200, path: '/a.csv' })).toBe('1,200 alerts were saved as /a.csv');
    expect(programWords({ name: 'Player', origin: 'https://a.example' })).toBe('Player, https://a.example');
    expect(isEverything({ ...EVERYTHING, text: '  ' })).toBe(true);
    expect(isEverything({ ...EVERYTHING, cause: 'toy_lost' })).toBe(false);
  });
});

describe('pages', () => {
  const of = (list: () => AlertView[]) =>
    new FoundAlerts((query, after) => Promise.resolve(alertPage(list(), query, after)));

  it('follow each other, and are asked for again together', async () => {
    let all = many(120);
    const found = of(() => all);
    await found.look(EVERYTHING);
    expect([found.rows?.length, found.hasMore]).toEqual([50, true]);
    await found.more();
    await found.more();
    expect([found.rows?.length, found.hasMore]).toEqual([120, false]);
    // One of the last page happens again: it is at the top, once.
    all = [...all.slice(119), ...all.slice(0, 119)];
    await found.look(EVERYTHING);
    expect(found.rows?.map((row) => row.id)).toEqual(all.map((row) => row.id));
    // Another query begins with one page.
    await found.look({ ...EVERYTHING, cause: 'connection_lost' });
    expect(found.rows).toHaveLength(50);
    await found.until(3);
    expect(found.rows?.at(-1)?.id).toBe(3);
  });

  it('show the answer to the last question only, and a failure', async () => {
    const answers: ((page: AlertPageView) => void)[] = [];
    const found = new FoundAlerts(
      () =>
        new Promise((resolve) => {
          answers.push(resolve);
        }),
    );
    const first = found.look(EVERYTHING);
    const query: AlertQuery = { ...EVERYTHING, text: '7' };
    const second = found.look(query);
    answers[1]?.(alertPage(many(9), query, null));
    await second;
    answers[0]?.(alertPage(many(9), EVERYTHING, null));
    await first;
    expect(found.rows?.map((row) => row.id)).toEqual([7]);

    const failing = new FoundAlerts(() => Promise.reject(new Error('no core')));
    await failing.look(EVERYTHING);
    expect(failing.failure).toContain('no core');
  });

  it('hold each row once', () => {
    const [a, b, c] = many(3) as [AlertView, AlertView, AlertView];
    expect(joined([a, b], [b, c]).map((row) => row.id)).toEqual([3, 2, 1]);
    // What came by itself is newer than what was asked for.
    const read = { ...b, sentence: 'It was read.' };
    expect(refreshed([b, c], [a, read])).toEqual([a, read, c]);
    expect(refreshed(null, [a])).toEqual([a]);
  });
});

describe('the list', () => {
  it('is searched and filtered, which is announced', async () => {
    const { user } = await open('running', 'alerts', ({ world }) => {
      world.alerts = many(120);
    });
    const status = await screen.findByText('120 alerts');
    expect(status.getAttribute('role')).toBe('status');
    expect(rows()).toHaveLength(50);
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() => {
      expect(rows()).toHaveLength(100);
    });

    await user.type(screen.getByTestId('alerts-search'), 'program 7');
    expect(await screen.findByText('21 of 120 alerts')).toBe(status);
    await waitFor(() => {
      expect(rows()).toHaveLength(21);
    });
    await user.selectOptions(screen.getByRole('combobox', { name: 'Cause' }), 'Connection lost (60)');
    expect(await screen.findByText('16 of 120 alerts')).toBe(status);
    await user.click(screen.getByRole('button', { name: 'Show all' }));
    await screen.findByText('120 alerts');
    expect(screen.getByTestId<HTMLInputElement>('alerts-search').value).toBe('');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Program' }), 'Program 3 (1)');
    await screen.findByText('1 of 120 alerts');

    await user.type(screen.getByTestId('alerts-search'), 'xyz');
    expect(await screen.findByText('No alert matches what you chose.')).toBeTruthy();
  });

  it('marks as read what is opened, with no second click', async () => {
    const { user, asked } = await open('running', 'alerts', ({ world }) => {
      world.alerts = many(3).map((alert) => ({ ...alert, dismissed: false }));
    });
    const nav = screen.getByTestId('nav-alerts');
    expect(nav.textContent).toContain('3 not read');
    await user.click(screen.getByRole('button', { name: /Program 2 did not read/ }));
    expect(asked('dismiss_alert')).toEqual([{ type: 'dismiss_alert', id: 2 }]);
    expect(nav.textContent).toContain('2 not read');
    // Once is enough.
    await user.click(screen.getByRole('button', { name: /Program 2 did not read/ }));
    await user.click(screen.getByRole('button', { name: /Program 2 did not read/ }));
    expect(asked('dismiss_alert')).toHaveLength(1);
    await user.click(screen.getByRole('button', { name: 'Mark all as read' }));
    expect(nav.textContent).not.toContain('not read');
  });

  it('unfolds a row to each of its times', async () => {
    const { user } = await open('running', 'alerts', ({ world }) => {
      const times = { first_at_ms: world.wallNow - 49_000, last_at_ms: world.wallNow, count: 60 };
      world.alerts = [alert(7, world.wallNow, { times, sentence: 'My Game went away.' })];
    });
    await user.click(screen.getByRole('button', { name: /My Game went away/ }));
    const repeats = await screen.findByTestId('repeats');
    await waitFor(() => {
      expect(within(repeats).getAllByRole('listitem')).toHaveLength(50);
    });
    expect(repeats.textContent).toMatch(/\d\d:\d\d:\d\d/);
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() => {
      expect(within(repeats).getAllByRole('listitem')).toHaveLength(60);
    });
  });

  it('is saved as a file, which is announced', async () => {
    const { user, backend } = await open('running', 'alerts', ({ world }) => {
      world.alerts = many(12);
    });
    await user.type(screen.getByTestId('alerts-search'), 'program 7');
    await user.click(screen.getByRole('button', { name: 'Save these as…' }));
    await user.click(screen.getByRole('menuitem', { name: /CSV/ }));
    expect(backend.exports).toEqual([{ query: { ...EVERYTHING, text: 'program 7' }, format: 'csv' }]);
    const said = screen.getByTestId('alerts-said');
    await waitFor(() => {
      expect(said.textContent).toBe('1 alert was saved as /home/you/vigil-alerts.csv');
    });
    expect(said.getAttribute('role')).toBe('status');
    backend.fail('exportAlerts', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.click(screen.getByRole('button', { name: 'Save these as…' }));
    await user.click(screen.getByRole('menuitem', { name: /JSON/ }));
    expect((await screen.findByTestId('toast')).textContent).toContain('The disk is full.');
  });
});

describe('a cause of which the person does not want to be told', () => {
  it('is muted and told again from the alert, and in Settings', async () => {
    const { user, backend } = await open('running', 'alerts', ({ world }) => {
      world.alerts = [
        alert(2, world.wallNow, { cause: 'connection_lost', sentence: 'My Game went away.' }),
        alert(1, world.wallNow, { cause: 'toy_lost', sentence: 'The connection to Solace was lost.' }),
      ];
    });
    await user.click(screen.getByRole('button', { name: /Solace was lost/ }));
    expect(screen.queryByTestId('mute')).toBeNull();
    await user.click(screen.getByRole('button', { name: /My Game went away/ }));
    await user.click(screen.getByRole('button', { name: /^Do not tell me again/ }));
    expect(backend.world.settings.alerts.muted).toEqual(['connection_lost']);
    expect(await screen.findByText(/You are not told when this happens/)).toBeTruthy();

    const before = backend.world.alerts.length;
    const lost = { ...alert(0, 0, {}), cause: 'connection_lost' as const, sentence: 'Other went away.' };
    backend.world.raise({ ...lost, program: native('Other') });
    backend.push();
    await tick();
    expect(backend.world.alerts).toHaveLength(before + 1);
    expect(screen.queryByTestId('toast')).toBeNull();
    expect(screen.getByTestId('nav-alerts').textContent).not.toContain('not read');

    await user.click(screen.getByTestId('nav-settings'));
    const told = await screen.findByTestId<HTMLInputElement>('told-connection_lost');
    expect(told.checked).toBe(false);
    expect(screen.queryByTestId('told-toy_lost')).toBeNull();
    await user.click(told);
    expect(backend.world.settings.alerts.muted).toEqual([]);
  });
});

describe('a tone', () => {
  it('is played for an alert when the person wants that, and otherwise not', async () => {
    const played: number[] = [];
    class Note {
      frequency = { value: 0 };
      gain = {
        setValueAtTime: () => undefined,
        linearRampToValueAtTime: () => undefined,
        exponentialRampToValueAtTime: () => undefined,
      };
      connect = (next: unknown) => next;
      start = () => played.push(this.frequency.value);
      stop = () => undefined;
    }
    class Sound {
      state = 'running';
      currentTime = 0;
      destination = {};
      createOscillator = () => new Note();
      createGain = () => new Note();
    }
    Object.assign(globalThis, { AudioContext: Sound });
    const { user, backend } = await open('running', 'settings');
    const lost = { ...alert(0, 0, {}), sentence: 'My Game went away.', program: native('My Game') };
    backend.world.raise(lost);
    backend.push();
    await tick();
    expect(played).toEqual([]);
    await user.click(screen.getByTestId('alert-sound'));
    expect(backend.world.settings.alerts.sound).toBe(true);
    backend.world.raise(lost);
    backend.push();
    await waitFor(() => {
      expect(played).toHaveLength(2);
    });
  });
});
