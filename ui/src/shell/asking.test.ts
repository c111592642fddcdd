import { screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { open, settled } from '../test/app';
import type { Place } from '../lib/router.svelte';

const PAGE = 'https://scripts.example';

describe('a web page that asks', () => {
  it.each<Place>(['watch', 'toys', 'alerts', 'settings', 'log'])('is seen in %s', async (place) => {
    await open('asking', place);
    const asks = screen.getByTestId('asking-page');
    expect(within(asks).getByRole('alert').textContent).toBe(`The web page ${PAGE} wants to move your toys.`);
    expect(asks.textContent).toMatch(/It waits for another 5\d s\./);
    expect(within(asks).queryByRole('link')).toBeNull();
  });

  it('comes in once, and nothing is kept', async () => {
    const { user, backend, asked } = await open('asking');
    await user.click(await settled('allow-once'));
    expect(asked('allow_page_once')).toEqual([{ type: 'allow_page_once', origin: PAGE }]);
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    expect(backend.world.settings.server.allowed_origins).toEqual([]);
    expect(screen.getByRole('article', { name: 'Web Page' }).textContent).toContain(PAGE);
    // The button is gone; the focus is where the keyboard finds everything else.
    expect(document.activeElement).toBe(screen.getByRole('main'));
  });

  it('is allowed always, which Settings show', async () => {
    const { user } = await open('asking', 'settings');
    await user.click(await settled('allow-always'));
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    expect(screen.getByRole('button', { name: `Remove ${PAGE}` })).toBeTruthy();
  });

  it('is never asked about again if the person says so', async () => {
    const { user, asked } = await open('asking', 'settings');
    await user.click(await settled('never'));
    expect(asked('set_page')).toEqual([{ type: 'set_page', origin: PAGE, wish: 'never' }]);
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    expect(screen.getByTestId('page').dataset.is).toBe('refused');
  });

  it('is let in for one session, with a warning, if it names nobody', async () => {
    const { user, backend, asked } = await open('running');
    backend.world.ask('file://');
    backend.push();
    await tick();
    const asks = screen.getByTestId('asking-page');
    expect(within(asks).getByRole('alert').textContent).toContain('It calls itself file://');
    expect(asks.textContent).toContain('any file, any app and hidden frames');
    expect(screen.queryByTestId('allow-always')).toBeNull();
    expect(screen.queryByTestId('toast')).toBeNull();
    await user.click(await settled('allow-once'));
    expect(asked('allow_page_once')).toEqual([{ type: 'allow_page_once', origin: 'file://' }]);
  });

  it('is turned away by keyboard', async () => {
    const { user, backend, asked } = await open('asking');
    screen.getByTestId('turn-away').focus();
    await user.keyboard('{Enter}');
    expect(asked('turn_page_away')).toEqual([{ type: 'turn_page_away', origin: PAGE }]);
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    expect(backend.world.programs.some((program) => program.habits.origin === PAGE)).toBe(false);
  });

  it('takes no click that was on its way to what was there before', async () => {
    const { user, backend, asked } = await open('running');
    backend.world.ask(PAGE);
    backend.push();
    await tick();
    // No timer has had its turn yet.
    for (const name of ['Allow once', 'Always allow']) screen.getByRole('button', { name }).click();
    expect(backend.requests).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Turn away' }));
    expect(asked('turn_page_away')).toHaveLength(1);
  });

  it('is asked about once, not in a toast as well', async () => {
    const { backend } = await open('running');
    backend.world.ask(PAGE);
    backend.push();
    await tick();
    expect(screen.getByTestId('asking-page').dataset.origin).toBe(PAGE);
    expect(screen.queryByTestId('toast')).toBeNull();
    expect(screen.getByTestId('nav-alerts').textContent).toContain('1 not read');
  });

  it('goes when it gives up; its alert can still allow it', async () => {
    const { user, backend } = await open('asking', 'alerts');
    backend.step(53_000);
    await tick();
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    await user.click(screen.getByRole('button', { name: new RegExp(`${PAGE} wants to move`) }));
    await user.click(screen.getByRole('button', { name: 'Always allow' }));
    expect(backend.world.settings.server.allowed_origins).toEqual([PAGE]);
    // What is allowed is not offered again.
    expect(screen.queryByRole('button', { name: 'Always allow' })).toBeNull();
    expect(screen.getByText('You allowed it.')).toBeTruthy();
  });

  it('is not offered where it stands in Settings in other letters', async () => {
    const { user } = await open('running', 'alerts', ({ world }) => {
      const { server } = world.settings;
      world.settings = {
        ...world.settings,
        server: { ...server, allowed_origins: ['https://Player.example/'] },
      };
    });
    await user.click(screen.getByRole('button', { name: /player\.example wants to move/ }));
    expect(screen.queryByRole('button', { name: 'Always allow' })).toBeNull();
  });

  it('does not cover the window when there are many', async () => {
    await open('asking_many');
    expect(screen.getAllByTestId('asking-page')).toHaveLength(3);
    expect(screen.getByTestId('asking-pages').textContent).toContain('2 more web pages ask.');
  });

  it('takes no click where another one stood a moment ago', async () => {
    const { backend, asked } = await open('running');
    for (const page of ['https://first.example', PAGE]) backend.world.ask(page);
    backend.push();
    await tick();
    const allow = () => {
      for (const name of ['Allow once', 'Always allow']) {
        for (const button of screen.getAllByRole('button', { name })) button.click();
      }
    };
    await waitFor(() => {
      for (const button of screen.getAllByTestId<HTMLButtonElement>('allow-once')) {
        expect(button.disabled).toBe(false);
      }
    });
    // The first one gives up, and the second moves up under the pointer.
    backend.world.answerPage('https://first.example', false, 'It gave up.');
    backend.push();
    await tick();
    expect(screen.getByTestId('asking-page').dataset.origin).toBe(PAGE);
    allow();
    expect([...asked('allow_page_once'), ...asked('allow_page_always')]).toEqual([]);
    await settled('allow-once');
    allow();
    expect(asked('allow_page_once')).toEqual([{ type: 'allow_page_once', origin: PAGE }]);
  });

  it('is turned away with all others', async () => {
    const { user, backend } = await open('asking_many');
    await user.click(screen.getByRole('button', { name: 'Turn all 5 away' }));
    expect(screen.queryByTestId('asking-pages')).toBeNull();
    expect(backend.world.asking).toEqual([]);
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('has no button for all where there is one', async () => {
    await open('asking');
    expect(screen.queryByTestId('turn-all-away')).toBeNull();
  });

  it('stays when the answer was not taken', async () => {
    const { user, backend } = await open('asking');
    backend.fail('request', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.click(await settled('allow-always'));
    expect((await screen.findByTestId('toast')).textContent).toContain('The disk is full.');
    expect(screen.getByTestId('asking-page')).toBeTruthy();
  });
});
