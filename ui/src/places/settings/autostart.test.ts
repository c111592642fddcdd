import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/app';

const checked = (testid: string) => screen.getByTestId(testid).getAttribute('aria-checked');

describe('Start when you log in', () => {
  it('is switched on in the tray, then with the window, and off', async () => {
    const { user, backend } = await open('running', 'settings');
    await user.click(await screen.findByTestId('autostart'));
    await waitFor(() => {
      expect(backend.login).toMatchObject({ on: true, hidden: true });
    });
    await user.click(await screen.findByTestId('autostart-hidden'));
    await waitFor(() => {
      expect(backend.login).toMatchObject({ on: true, hidden: false });
    });
    await user.click(screen.getByTestId('autostart'));
    await waitFor(() => {
      expect(screen.queryByTestId('autostart-hidden')).toBeNull();
    });
    expect(backend.login.on).toBe(false);
  });

  it('shows what holds if it could not be changed, and says why', async () => {
    const { user, backend } = await open('running', 'settings');
    backend.fail('setAutostart', { code: 'save_failed', sentence: 'It could not be written.', field: null });
    await user.click(await screen.findByTestId('autostart'));
    expect(await screen.findByText('It could not be written.')).toBeTruthy();
    expect(checked('autostart')).toBe('false');
  });

  it('is not offered where Vigil does not know how', async () => {
    await open('running', 'settings', (backend) => {
      backend.login = { possible: false, on: false, hidden: false };
    });
    await screen.findByTestId('open-help');
    expect(screen.queryByTestId('autostart')).toBeNull();
  });
});
