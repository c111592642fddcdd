import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open } from '../test/app';

function rightClick(on: Element): boolean {
  return on.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
}

describe('the keyboard', () => {
  it('goes to the places, from a text field too', async () => {
    const { user } = await open('running', 'settings');
    screen.getByTestId('server-name').focus();
    for (const [key, title] of [
      ['2', 'Toys'],
      ['3', 'Alerts'],
      ['5', 'Log'],
      ['1', 'Watch'],
    ] as const) {
      await user.keyboard(`{Alt>}${key}{/Alt}`);
      expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy();
    }
    await user.keyboard('{Control>},{/Control}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Settings' })).toBeTruthy();
  });

  it('finds the field that searches the log', async () => {
    const { user } = await open('running', 'log');
    await user.keyboard('{Control>}f{/Control}');
    expect(document.activeElement).toBe(screen.getByTestId('log-filter'));
  });

  it('passes over header and rail with the first link', async () => {
    const { user } = await open('running');
    screen.getByTestId('nav-watch').focus();
    // Round by the window's edge, as from the browser's own bar: it is the first of all.
    const all = [...document.querySelectorAll<HTMLElement>('a, button')];
    const link = screen.getByRole('link', { name: 'Skip to the place' });
    expect(all[0]).toBe(link);
    link.focus();
    await user.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByRole('main'));
    expect(location.hash).toBe('#/watch');
  });
});

describe('a right click', () => {
  it("opens the browser's menu where text is typed, and nowhere else", async () => {
    await open('running', 'settings');
    expect(rightClick(screen.getByTestId('stop-everything'))).toBe(false);
    expect(rightClick(screen.getByRole('main'))).toBe(false);
    expect(rightClick(screen.getByTestId('server-name'))).toBe(true);
  });

  it('and where text is selected', async () => {
    await open('running', 'settings');
    getSelection()?.selectAllChildren(screen.getByRole('heading', { level: 1 }));
    expect(rightClick(screen.getByRole('main'))).toBe(true);
    getSelection()?.removeAllRanges();
  });
});
