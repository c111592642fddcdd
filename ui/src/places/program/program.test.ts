import { screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { GapCountView } from '../../lib/backend/bindings';
import { open, type Opened } from '../../test/app';
import { programOf } from './address';
import { histogram } from './histogram';
import { backAs, rateWords } from './words';

const pageHere = () => within(screen.getByTestId('program-page'));

async function openPage(name: string): Promise<Opened> {
  const opened = await open('running');
  await opened.user.click(screen.getByRole('link', { name }));
  await screen.findByTestId('program-page');
  return opened;
}

describe("a program's page", () => {
  it('opens by a click on its name and says what is known of it', async () => {
    await openPage('My Game');
    const page = pageHere();
    expect(page.getByRole('heading', { level: 1, name: 'My Game' })).toBeTruthy();
    expect(page.getByText('127.0.0.1:50017')).toBeTruthy();
    expect(page.getByText('4.0')).toBeTruthy();
    expect(page.getByText('Edge and Solace')).toBeTruthy();
    expect(page.getByTestId('page-pings').textContent).toMatch(
      /pings every 0\.5\d s · \d+ received, the last one \d+\.\d\d s ago/,
    );
    expect(page.getByTestId('page-refused').textContent).toBe('nothing');
    expect(await page.findByText('Longest silence before a ping')).toBeTruthy();
    expect(page.getByText(/since \d\d:\d\d, for 1 min/)).toBeTruthy();
  });

  it('opens by a click anywhere on the card, but not by one that was meant for a button', async () => {
    const { user, asked } = await open('running');
    const card = within(screen.getByTestId('program-2'));
    await user.click(card.getByRole('button', { name: 'Disconnect Script Runner' }));
    expect(screen.queryByTestId('program-page')).toBeNull();
    expect(asked('disconnect_program')).toEqual([]);
    await user.click(within(screen.getByTestId('program-1')).getByTestId('limit-words'));
    expect(await screen.findByTestId('program-page')).toBeTruthy();
  });

  it('opens and closes by the keyboard, and the focus is back where it was', async () => {
    const { user } = await open('running');
    screen.getByRole('link', { name: 'Script Runner' }).focus();
    await user.keyboard('{Enter}');
    await screen.findByTestId('program-page');
    await user.keyboard('{Escape}');
    await waitFor(() => {
      expect(document.activeElement?.textContent).toBe('Script Runner');
    });
    expect(location.hash).toBe('#/watch');
  });

  it('stays when Escape closes what is open on it, or over it', async () => {
    const { user } = await openPage('My Game');
    const page = pageHere();
    await user.click(page.getByTestId('page-disconnect'));
    await user.keyboard('{Escape}');
    expect(page.queryByTestId('page-disconnect-question')).toBeNull();
    await user.keyboard('{F1}');
    await screen.findByTestId('help');
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('help')).toBeNull();
    expect(screen.getByTestId('program-page')).toBeTruthy();
  });

  it('counts messages a second', async () => {
    const { backend } = await openPage('My Game');
    const page = pageHere();
    expect(page.getByTestId('page-rates').textContent).toBe('counting…');
    const moving = setInterval(() => {
      backend.step(50);
    }, 50);
    try {
      expect(await page.findByText(/^\d+ from it, \d+ to it$/, {}, { timeout: 20_000 })).toBeTruthy();
    } finally {
      clearInterval(moving);
    }
  }, 30_000);

  it('draws its silences, with a table for whoever does not see them', async () => {
    await openPage('My Game');
    const page = pageHere();
    const picture = await page.findByRole('img', { name: /pings, most of them .* The limit is 1 s\./ });
    expect(picture).toBeTruthy();
    expect(page.getByRole('table', { name: 'Silences before pings' })).toBeTruthy();
  });

  it('says when the program left, keeps what it knows, and leads to it once it is back', async () => {
    const { backend, user } = await openPage('My Game');
    const page = pageHere();
    const [game] = backend.world.programs;
    if (game === undefined) throw new Error('no game');
    backend.world.disconnect(game, null);
    backend.push();
    await tick();
    expect(page.getByTestId('program-left').textContent).toMatch(/not connected any more, since \d\d:\d\d/);
    expect(page.getByText('127.0.0.1:50017')).toBeTruthy();
    expect(page.queryByTestId('page-disconnect')).toBeNull();
    backend.world.connect(game.habits);
    backend.push();
    await tick();
    await user.click(page.getByTestId('program-again'));
    await waitFor(() => {
      expect(screen.queryByTestId('program-left')).toBeNull();
    });
    expect(screen.getByText('127.0.0.1:50068')).toBeTruthy();
  });

  it('says why it was cut off', async () => {
    const { backend } = await openPage('My Game');
    const page = pageHere();
    const [game] = backend.world.programs;
    if (game === undefined) throw new Error('no game');
    game.habits.freezesAfterMs = 0;
    backend.world.reconnects = false;
    backend.step(3000);
    await tick();
    const left = within(page.getByTestId('program-left'));
    const why = left.getByRole('link', { name: /My Game stopped answering for/ });
    expect(why).toBeTruthy();
    // What makes a toast of the same alert needless.
    const id = why.getAttribute('href')?.replace('#/alerts/', '');
    expect(page.getByTestId('program-left').getAttribute('data-alerts')).toBe(id);
  });

  it('stops its toys, and lets them move again', async () => {
    const { user, asked } = await openPage('My Game');
    const page = pageHere();
    await user.click(page.getByTestId('stop-its-toys'));
    expect(asked('stop_program_toys')).toEqual([{ type: 'stop_program_toys', id: 1 }]);
    expect(page.getByTestId('its-toys-held').textContent).toContain('Edge and Solace stay still.');
    await user.click(page.getByTestId('let-its-toys-move'));
    expect(asked('release_toy').map((request) => request.index)).toEqual([0, 1]);
    expect(page.queryByTestId('its-toys-held')).toBeNull();
  });

  it('exempts it from the limit, and holds it to it again', async () => {
    const { user, backend } = await openPage('My Game');
    const page = pageHere();
    const exempt = () => backend.world.settings.ping.exempt_programs;
    await user.click(page.getByRole('button', { name: 'Exempt it from the limit' }));
    expect(exempt()).toEqual([{ name: 'My Game', origin: null }]);
    await user.click(await page.findByRole('button', { name: 'Hold it to the limit' }));
    expect(exempt()).toEqual([]);
  });

  it('disconnects after a question', async () => {
    const { user, asked } = await openPage('My Game');
    const page = pageHere();
    await user.click(page.getByTestId('page-disconnect'));
    expect(asked('disconnect_program')).toEqual([]);
    await user.click(page.getByTestId('page-disconnect-question-yes'));
    expect(asked('disconnect_program')).toEqual([{ type: 'disconnect_program', id: 1 }]);
  });

  it('asks also if the program rests between two movements, as its card does', async () => {
    const { user, asked, backend } = await openPage('My Game');
    const [game] = backend.world.programs;
    if (game === undefined) throw new Error('no game');
    game.habits.toys = [];
    for (const toy of backend.world.toys) toy.stop();
    backend.push();
    await tick();
    const page = pageHere();
    expect(page.getByText('nothing right now')).toBeTruthy();
    await user.click(page.getByTestId('page-disconnect'));
    expect(asked('disconnect_program')).toEqual([]);
    expect(page.getByTestId('page-disconnect-question').textContent).toContain('moved toys a moment ago');
  });

  it('says of a program that nobody knows that it is gone', async () => {
    await open('running');
    location.hash = '#/watch/77';
    expect(await screen.findByText('This program is not connected any more')).toBeTruthy();
  });
});

describe('what its page says', () => {
  const gap = (from_ms: number, to_ms: number, count: number): GapCountView => ({ from_ms, to_ms, count });

  it('is the address that a page has', () => {
    expect([programOf('12'), programOf(null), programOf('ping'), programOf('-1')]).toEqual([
      12,
      null,
      null,
      null,
    ]);
  });

  it('has a column for each length, and the limit among them', () => {
    const drawn = histogram([gap(362, 512, 30), gap(512, 724, 0), gap(724, 1024, 1)], 1000);
    expect(drawn?.columns.map((column) => [column.span, column.words, column.isLate])).toEqual([
      ['362 ms to 512 ms', '30 pings', false],
      ['724 ms to 1.02 s', '1 ping', true],
    ]);
    expect(drawn?.limitAt).toBeGreaterThan(0.5);
    expect(drawn?.limitAt).toBeLessThan(1);
    expect(drawn?.words).toBe(
      '31 pings, most of them 362 ms to 512 ms after the one before. The limit is 1 s.',
    );
    expect(histogram([gap(362, 512, 1)], null)?.limitAt).toBeNull();
    expect(histogram([], 1000)).toBeNull();
  });

  it('keeps the limit in the picture, however far from it the pings are', () => {
    for (const limit of [50, 600_000]) {
      const at = histogram([gap(1000, 1414, 5)], limit)?.limitAt ?? -1;
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(1);
    }
  });

  it('has rates that read well', () => {
    expect(rateWords({ fromProgram: 0, toProgram: 0.5 })).toBe('0 from it, 0.5 to it');
    expect(rateWords({ fromProgram: 80.2, toProgram: 9.96 })).toBe('80 from it, 10 to it');
  });

  it('takes a program of another page for another one', () => {
    const one = { id: 1, name: 'Web Player', origin: 'https://a.example' } as never;
    const other = { id: 2, name: 'Web Player', origin: 'https://b.example' } as never;
    expect(backAs(one, [other])).toBeNull();
  });
});
