import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { pressOf } from '../../lib/stop_key';
import { open } from '../../test/app';

const state = () => screen.getByTestId('stop-key-state').textContent.trim();

describe('A key that stops everything', () => {
  it('is none until the person chooses one', async () => {
    const { user, backend } = await open('running', 'settings');
    expect(screen.getByTestId('stop-key').textContent.trim()).toBe('Choose a key');
    expect(state()).toBe('');
    await user.click(screen.getByTestId('stop-key-proposed'));
    expect(backend.world.settings.stop_key).toBe('Ctrl+Alt+.');
    expect(state()).toBe('It works over every program.');
    await user.click(screen.getByTestId('stop-key-remove'));
    expect(backend.world.settings.stop_key).toBeNull();
  });

  it('is chosen by pressing it, and nothing else happens then', async () => {
    const { user, backend } = await open('running', 'settings');
    await user.click(screen.getByTestId('stop-key'));
    await user.keyboard('{Control>}');
    expect(screen.getByTestId('stop-key').textContent.trim()).toBe('Ctrl+…');
    await user.keyboard('q{/Control}');
    await waitFor(() => {
      expect(backend.world.settings.stop_key).toBe('Ctrl+Q');
    });
    expect(backend.hasQuit).toBe(false);
    expect(screen.queryByTestId('quit-question')).toBeNull();
    // From now on they are the window's again.
    await user.keyboard('{F1}');
    expect(screen.getByTestId('help')).toBeTruthy();
    expect(backend.world.settings.stop_key).toBe('Ctrl+Q');
  });

  it('is none that somebody types with, and Escape and Tab leave it', async () => {
    const { user, backend } = await open('running', 'settings');
    await user.click(screen.getByTestId('stop-key'));
    await user.keyboard('s');
    expect(state()).toContain('That key alone would stop everything while you type.');
    await user.keyboard('{Control>}{ArrowLeft}{/Control}');
    expect(state()).toContain('That key cannot be used.');
    await user.keyboard('{Escape}');
    expect(screen.getByTestId('stop-key').textContent.trim()).toBe('Choose a key');
    await user.click(screen.getByTestId('stop-key'));
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId('stop-key-proposed'));
    expect(screen.getByTestId('stop-key').getAttribute('aria-pressed')).toBe('false');
    expect(backend.requests).toEqual([]);
  });

  it('is said to be refused where it is chosen', async () => {
    const { user, backend } = await open('running', 'settings');
    backend.fail('request', { code: 'refused', sentence: 'Not this one.', field: 'stop_key' });
    await user.click(screen.getByTestId('stop-key-proposed'));
    await waitFor(() => {
      expect(state()).toBe('Not this one.');
    });
  });

  it('that does not work is told in Settings, on Watch and under Help', async () => {
    const { user } = await open('running', 'watch', (backend) => {
      backend.world.settings = { ...backend.world.settings, stop_key: 'Ctrl+Alt+.' };
      backend.world.stopKey = { state: 'fails', why: 'desktop_has_none' };
    });
    const words = 'It does not work: this desktop lets no program have such a key.';
    expect(screen.getByTestId('stop-key-note').textContent).toContain(words);
    await user.keyboard('{F1}');
    expect(screen.getByTestId('help-stop-key').textContent).toContain(words);
    await user.keyboard('{Escape}');
    await user.click(screen.getByRole('link', { name: 'Go to the key' }));
    await waitFor(() => {
      expect(state()).toContain(words);
    });
    expect(state()).toContain('vigil --stop');
  });

  it('is offered in the first steps', async () => {
    const { user, backend } = await open('running', 'watch', (backend) => {
      backend.world.settings = { ...backend.world.settings, introduced: false };
    });
    await user.click(await screen.findByTestId('first-run-next'));
    await user.click(screen.getByTestId('first-run-next'));
    await user.click(await screen.findByTestId('offer-stop-key'));
    expect(backend.world.settings.stop_key).toBe('Ctrl+Alt+.');
    expect(screen.getByTestId('offer-stop-key-state').textContent).toContain('Ctrl+Alt+. stops everything');
  });
});

describe('pressOf', () => {
  const press = (init: KeyboardEventInit) => pressOf(new KeyboardEvent('keydown', init));

  it.each([
    ['ß', 'Minus', '-'],
    ['y', 'KeyZ', 'Y'],
    ['ы', 'KeyS', 'S'],
    ['&', 'Digit1', '1'],
    [':', 'Period', '.'],
    [' ', 'Space', 'Space'],
    ['Cancel', 'Pause', 'Pause'],
    ['F24', 'F24', 'F24'],
    ['PageUp', 'PageUp', 'PageUp'],
  ])('%s at %s is %s', (key, code, name) => {
    expect(press({ key, code, ctrlKey: true })).toEqual({ kind: 'key', key: `Ctrl+${name}` });
  });

  it('has one order for what is held down', () => {
    const all = { ctrlKey: true, altKey: true, shiftKey: true, metaKey: true };
    expect(press({ key: 'S', code: 'KeyS', ...all })).toEqual({ kind: 'key', key: 'Ctrl+Alt+Shift+Meta+S' });
    expect(press({ key: 'Shift', code: 'ShiftLeft', shiftKey: true })).toEqual({
      kind: 'part',
      held: 'Shift+',
    });
  });

  it('knows what nobody writes with', () => {
    expect(press({ key: 'Pause', code: 'Pause' })).toEqual({ kind: 'key', key: 'Pause' });
    expect(press({ key: 'S', code: 'KeyS', shiftKey: true })).toEqual({ kind: 'alone' });
    expect(press({ key: '1', code: 'Numpad1', location: 3, ctrlKey: true })).toEqual({ kind: 'none' });
    expect(press({ key: 'F25', code: 'F25' })).toEqual({ kind: 'none' });
  });
});
