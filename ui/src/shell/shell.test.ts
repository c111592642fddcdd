import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { FakeBackend } from '../lib/backend/fake';
import type { AppView } from '../lib/backend/bindings';
import Root from '../Root.svelte';
import { open, settled } from '../test/app';
import { stoppedBy } from './held';

describe('A window that is closed while there is a tray', () => {
  it('asks once, and keeps the answer', async () => {
    const { user, backend } = await open('running', 'watch');
    expect(screen.queryByTestId('close-question')).toBeNull();
    backend.close();
    const keep = await screen.findByTestId('close-keep');
    await waitFor(() => {
      expect(document.activeElement).toBe(keep);
    });
    await user.click(screen.getByTestId('close-keep'));
    expect(screen.queryByTestId('close-question')).toBeNull();
    await waitFor(() => {
      expect(backend.closed).toEqual([true]);
    });
    expect(backend.world.settings.on_close).toBe('keep');
  });

  it('stays with Escape, and nothing is kept', async () => {
    const { user, backend } = await open('running', 'watch');
    backend.close();
    await screen.findByTestId('close-question');
    await user.keyboard('{Escape}');
    await waitFor(() => {
      expect(backend.closed).toEqual([null]);
    });
    expect(backend.world.settings.on_close).toBe('ask');
  });
});

describe('Stop everything', () => {
  it('stops, says so in a band, and lets programs move toys again', async () => {
    const { user, backend } = await open('running', 'toys');
    await user.click(screen.getByTestId('stop-everything'));
    expect(backend.world.held).toBe(true);
    expect(screen.getByTestId('held').textContent).toContain(
      'Everything is stopped. Programs stay connected but move nothing.',
    );
    expect(screen.getByTestId('toy-0-output-0').dataset.value).toBe('0');
    await user.click(await settled('release'));
    expect(backend.world.held).toBe(false);
    expect(screen.queryByTestId('held')).toBeNull();
  });

  it('is not undone by a click that was on its way when it came', async () => {
    const { user, backend, asked } = await open('running', 'toys');
    await user.click(screen.getByTestId('stop-everything'));
    const release = await settled('release');
    // A newer stop, from elsewhere, takes the place of the one that the button was drawn for.
    backend.world.hold();
    backend.push();
    await tick();
    release.click();
    expect(asked('release')).toEqual([]);
    expect(backend.world.held).toBe(true);
    await user.click(await settled('release'));
    expect(backend.world.held).toBe(false);
  });

  it('stays when the release was meant for an older stop', async () => {
    const { user, backend, asked } = await open('running', 'toys');
    await user.click(screen.getByTestId('stop-everything'));
    const release = await settled('release');
    // The window has not been told of the newer one yet.
    backend.world.hold();
    release.click();
    await waitFor(() => {
      expect(asked('release')).toHaveLength(1);
    });
    expect(backend.world.held).toBe(true);
    expect(screen.getByTestId('held')).toBeTruthy();
  });

  it('says who stopped everything, and when, also before this start', async () => {
    const at = new Date(2026, 2, 3, 9, 5).getTime();
    await open('running', 'watch', ({ world }) => {
      world.hold('command', at);
    });
    const told = screen.getByTestId('stopped-by').textContent;
    expect(told).toMatch(/^Stopped by vigil --stop: 3 Mar (2026 )?09:05\.$/);
    expect(stoppedBy({ version: 1, from: 'unknown', at_ms: null })).toBe('');
    expect(stoppedBy({ version: 1, from: 'window', at_ms: at }, at)).toBe('Stopped in this window: 09:05.');
  });

  it('says why everything is held when it was not the person', async () => {
    const { user, backend } = await open('running', 'watch', ({ world }) => {
      world.hold();
      world.heldBecause = 'Vigil could not read your settings.';
    });
    expect(screen.getByTestId('held').textContent).toContain('Vigil could not read your settings.');
    const release = await settled('release');
    expect(release.textContent).toContain('I have looked, let programs go on');
    await user.click(release);
    expect(backend.world.held).toBe(false);
  });

  it.each(['{Control>}.{/Control}', '{Meta>}.{/Meta}'])('works by %s, even while typing', async (keys) => {
    const { user, asked } = await open('running', 'settings');
    screen.getByTestId('server-name').focus();
    await user.keyboard(keys);
    expect(asked('stop_everything')).toHaveLength(1);
  });

  it('is there before the first state, and when there never is one', async () => {
    const backend = new FakeBackend('running');
    backend.fail('state', 'The core did not answer.');
    backend.fail('logLines', 'The core did not answer.');
    render(Root, { backend });
    expect(screen.getByTestId('loading').textContent).toContain('Vigil is starting.');
    expect((await screen.findByTestId('load-failed')).textContent).toContain('The core did not answer.');
    await userEvent.click(screen.getByTestId('stop-everything'));
    expect(backend.world.held).toBe(true);
  });

  it('goes on working when a place cannot be drawn', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { user, backend } = await open('running');
    const broken = { ...backend.world.view(), programs: [{}] } as unknown as AppView;
    vi.spyOn(backend.world, 'view').mockReturnValueOnce(broken);
    backend.push();
    expect((await screen.findByTestId('place-failed')).textContent).toContain('Stop everything works');
    await user.click(screen.getByTestId('stop-everything'));
    expect(backend.world.held).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(screen.getByRole('article', { name: 'My Game' })).toBeTruthy();
  });

  it('says in a toast when it was not done', async () => {
    const { user, backend } = await open('running');
    backend.fail('request', { code: 'shutting_down', sentence: 'Vigil is closing.', field: null });
    await user.click(screen.getByTestId('stop-everything'));
    expect((await screen.findByTestId('toast')).textContent).toContain('Vigil is closing.');
  });
});

describe('the window', () => {
  it('tries again when the first state did not come', async () => {
    location.hash = '#/watch';
    const backend = new FakeBackend('running');
    backend.fail('state', 'No.');
    backend.fail('logLines', 'No.');
    render(Root, { backend });
    await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));
    expect(await screen.findByRole('article', { name: 'My Game' })).toBeTruthy();
  });

  it('goes from place to place by its links, and marks the present one', async () => {
    const { user } = await open('running');
    for (const [place, title] of [
      ['toys', 'Toys'],
      ['alerts', 'Alerts'],
      ['settings', 'Settings'],
      ['log', 'Log'],
      ['watch', 'Watch'],
    ] as const) {
      await user.click(screen.getByTestId(`nav-${place}`));
      expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy();
      expect(screen.getByTestId(`nav-${place}`).getAttribute('aria-current')).toBe('page');
    }
  });

  it('says what the server does', async () => {
    const { backend } = await open('running');
    const status = screen.getByTestId('server-status');
    expect(status.textContent).toContain('Watching');
    await backend.request({ type: 'stop_server' });
    expect(status.textContent).toContain('Off');
    expect(screen.queryByTestId('server-url')).toBeNull();
  });
});
