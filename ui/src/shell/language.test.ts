import { screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { speak } from '../lib/language/language.svelte';
import { open } from '../test/app';

afterEach(() => {
  speak('en');
});

describe('the language of the settings', () => {
  it('is spoken as soon as it is chosen, and again as soon as it is not', async () => {
    const { user } = await open('running', 'settings');
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Settings');
    await user.click(screen.getByTestId('language-de'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Einstellungen' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('de');
    expect(screen.getByTestId('nav-alerts').textContent).toContain('Meldungen');
    await user.click(screen.getByTestId('language-ja'));
    expect(await screen.findByRole('heading', { level: 1, name: '設定' })).toBeTruthy();
    await user.click(screen.getByTestId('language-en'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
  });
});
