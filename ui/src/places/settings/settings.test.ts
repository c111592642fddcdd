import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../lib/backend/fake/refusals';
import { open } from '../../test/app';

describe('Settings', () => {
  it('shows the limit that holds', async () => {
    const { user } = await open('running', 'settings');
    expect(screen.getByTestId('limit-current').dataset.limitMs).toBe('1000');
    await user.click(screen.getByTestId('limit-off'));
    expect(screen.getByTestId('limit-current').dataset.limitMs).toBe('0');
  });

  it.each([
    ['server-port', '0', REFUSALS.port],
    ['server-port', '70000', null],
    ['server-port', 'x', null],
    ['server-name', 'n'.repeat(65), REFUSALS.server_name],
  ])('keeps %s = %j in its field and says why not', async (field, text, refusal) => {
    const { user, backend } = await open('running', 'settings');
    if (refusal !== null) backend.fail('request', refusal);
    const sentence = refusal?.sentence ?? 'A port is a whole number from 1 to 65535.';
    const before = structuredClone(backend.world.settings.server);
    const input = screen.getByTestId<HTMLInputElement>(field);
    await user.clear(input);
    await user.type(input, `${text}{Enter}`);
    expect(await screen.findByText(sentence)).toBeTruthy();
    expect(input.value).toBe(text);
    backend.step(300);
    await tick();
    expect(input.value).toBe(text);
    expect(backend.world.settings.server).toEqual(before);
    expect(screen.queryByTestId('toast')).toBeNull();
    await user.keyboard('{Escape}');
    expect(input.value).toBe(String(field === 'server-port' ? before.port : before.name));
    expect(screen.queryByText(sentence)).toBeNull();
  });

  it('saves a typed value when the field is left, once, and says so', async () => {
    const { user, backend, asked } = await open('running', 'settings');
    const port = screen.getByTestId('server-port');
    await user.clear(port);
    await user.type(port, '12399');
    await user.tab();
    expect(await screen.findByText('Saved')).toBeTruthy();
    expect(backend.world.settings.server.port).toBe(12399);
    expect(asked('save_settings')).toHaveLength(1);
  });

  it('does not lose one of two changes that follow at once', async () => {
    const { backend } = await open('running', 'settings');
    screen.getByTestId('every-toy').click();
    screen.getByTestId('desktop-notifications').click();
    await tick();
    await new Promise((resolve) => setTimeout(resolve));
    expect(backend.world.settings).toMatchObject({
      lost_program_stops_every_toy: false,
      desktop_notifications: false,
    });
  });

  it('shows an answer at once, and no older view that comes after it', async () => {
    const { user, backend } = await open('running', 'settings');
    const before = backend.world.view();
    await user.click(screen.getByTestId('limit-2000'));
    expect(screen.getByTestId('limit-current').dataset.limitMs).toBe('2000');
    backend.push(before);
    await tick();
    expect(screen.getByTestId('limit-current').dataset.limitMs).toBe('2000');
    await user.click(screen.getByTestId('every-toy'));
    expect(backend.world.settings.ping.limit_ms).toBe(2000);
  });

  it('stops everything with a locked screen only if that is wished', async () => {
    const { user, backend } = await open('running', 'settings');
    expect(backend.world.settings.stop_when_locked).toBe(false);
    await user.click(screen.getByTestId('stop-when-locked'));
    expect(backend.world.settings.stop_when_locked).toBe(true);
  });

  it('tells a failure that is about no field as a toast', async () => {
    const { user, backend } = await open('running', 'settings');
    backend.fail('request', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.click(screen.getByTestId('limit-2000'));
    expect((await screen.findByTestId('toast')).textContent).toContain('The disk is full.');
  });

  it('adds and removes programs without a limit', async () => {
    const { user, backend } = await open('running', 'settings');
    await user.type(screen.getByTestId('exempt-add'), 'Old Player{Enter}');
    expect(backend.world.settings.ping.exempt_programs).toEqual([{ name: 'Old Player', origin: null }]);
    expect(screen.getByTestId<HTMLInputElement>('exempt-add').value).toBe('');
    await user.click(screen.getByRole('button', { name: 'Remove Old Player' }));
    expect(backend.world.settings.ping.exempt_programs).toEqual([]);
  });

  it('refuses a web page that is none, at its field', async () => {
    const { user, backend } = await open('running', 'settings');
    const field = screen.getByTestId<HTMLInputElement>('origin-add');
    backend.fail('request', REFUSALS.allowed_origin);
    await user.type(field, 'player{Enter}');
    expect(await screen.findByText(REFUSALS.allowed_origin.sentence)).toBeTruthy();
    expect(field.value).toBe('player');
    expect(backend.world.settings.server.allowed_origins).toEqual([]);
  });

  it('chooses the policy by arrow key', async () => {
    const { user, backend } = await open('running', 'settings');
    screen.getByTestId('policy-where-supported').focus();
    await user.keyboard('{ArrowUp}');
    expect(backend.world.settings.ping.policy).toBe('required');
    expect(screen.getByTestId<HTMLInputElement>('policy-required').checked).toBe(true);
  });

  it('shows the policy that holds when another one was refused', async () => {
    const { user, backend } = await open('running', 'settings');
    backend.fail('request', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.click(screen.getByTestId('policy-required'));
    await screen.findByTestId('toast');
    expect(screen.getByTestId<HTMLInputElement>('policy-required').checked).toBe(false);
    expect(screen.getByTestId<HTMLInputElement>('policy-where-supported').checked).toBe(true);
  });

  it('changes the appearance of the window', async () => {
    const { user } = await open('running', 'settings');
    await user.click(screen.getByTestId('appearance-light'));
    expect(document.documentElement.dataset.theme).toBe('light');
    await user.click(screen.getByTestId('appearance-dark'));
    expect(document.documentElement.dataset.theme).toBe('dark');
    const group = within(screen.getByRole('group', { name: 'Appearance' }));
    expect(group.getByRole('button', { pressed: true }).textContent).toContain('Dark');
  });

  it('chooses the language, each under its own name', async () => {
    const { user, backend } = await open('running', 'settings');
    const group = within(screen.getByRole('group', { name: 'Language' }));
    expect(group.getByRole('button', { pressed: true }).textContent).toContain('System');
    await user.click(group.getByRole('button', { name: 'Deutsch' }));
    expect(backend.world.settings.language).toBe('de');
    expect(backend.world.view().language).toBe('de');
    await user.click(group.getByRole('button', { name: '日本語' }));
    expect(backend.world.view().language).toBe('ja');
  });
});
