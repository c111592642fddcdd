import { screen } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
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

describe('the size of everything', () => {
  it.each([
    ['{Control>}{+}{/Control}', 110],
    ['{Control>}{=}{/Control}', 110],
    ['{Control>}{-}{/Control}', 90],
  ])('%s makes it %i %%, and Ctrl+0 takes it back', async (keys, percent) => {
    const { user, backend } = await open('running');
    await user.keyboard(keys);
    expect(backend.world.settings.zoom_percent).toBe(percent);
    await user.keyboard('{Control>}0{/Control}');
    expect(backend.world.settings.zoom_percent).toBe(100);
  });

  it('follows keys that come faster than the core answers', async () => {
    const { user, backend } = await open('running');
    await user.keyboard('{Control>}{+}{+}{+}{/Control}');
    await vi.waitFor(() => {
      expect(backend.world.settings.zoom_percent).toBe(150);
    });
  });

  it('follows the wheel with Ctrl alone, and the page does not scroll meanwhile', async () => {
    const { backend } = await open('running');
    const turn = (ctrlKey: boolean) =>
      screen
        .getByRole('main')
        .dispatchEvent(new WheelEvent('wheel', { deltaY: -120, ctrlKey, bubbles: true, cancelable: true }));
    expect(turn(false)).toBe(true);
    expect(turn(true)).toBe(false);
    await vi.waitFor(() => {
      expect(backend.world.settings.zoom_percent).toBe(110);
    });
  });

  it('is a row in Settings, which says when there is no more', async () => {
    const { user, backend } = await open('running', 'settings', ({ world }) => {
      world.settings = { ...world.settings, zoom_percent: 250 };
    });
    await user.click(screen.getByTestId('zoom-in'));
    expect(screen.getByTestId('zoom').textContent).toBe('300 %');
    expect(screen.getByTestId<HTMLButtonElement>('zoom-in').disabled).toBe(true);
    await user.click(screen.getByTestId('zoom-reset'));
    expect(backend.world.settings.zoom_percent).toBe(100);
  });
});

describe('the keys and help', () => {
  it('come with F1 and go with it, and the place behind them takes no key meanwhile', async () => {
    const { user } = await open('running', 'settings');
    const field = screen.getByTestId('server-name');
    field.focus();
    await user.keyboard('{F1}');
    const help = screen.getByRole('dialog', { name: 'Keys and help' });
    expect(help.contains(document.activeElement)).toBe(true);
    expect(screen.getByTestId('server-name').closest('main')?.inert).toBe(true);
    for (const words of ['Stop everything', 'Alt', 'F1', 'quit', 'switch it off by hand']) {
      expect(help.textContent).toContain(words);
    }
    await user.keyboard('{F1}');
    expect(screen.queryByTestId('help')).toBeNull();
    expect(document.activeElement).toBe(field);
  });

  it('close with Escape, with their button, and when the person goes elsewhere', async () => {
    const { user } = await open('running', 'settings');
    await user.click(screen.getByTestId('open-help'));
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('help')).toBeNull();
    await user.keyboard('{F1}');
    await user.click(screen.getByTestId('help-close'));
    expect(screen.queryByTestId('help')).toBeNull();
    await user.keyboard('{F1}');
    await user.click(screen.getByTestId('nav-toys'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Toys' })).toBeTruthy();
    expect(screen.queryByTestId('help')).toBeNull();
  });

  it('leave Stop everything within reach, by mouse and by key', async () => {
    const { user, asked } = await open('running');
    await user.keyboard('{F1}');
    await user.click(screen.getByTestId('stop-everything'));
    await user.keyboard('{Control>}.{/Control}');
    expect(asked('stop_everything')).toHaveLength(2);
  });
});

describe('Ctrl+Q', () => {
  it('quits where no program is connected', async () => {
    const { user, backend } = await open('empty');
    await user.keyboard('{Control>}q{/Control}');
    expect(backend.hasQuit).toBe(true);
  });

  it('asks while programs are connected, and says who', async () => {
    const { user, backend } = await open('running');
    await user.keyboard('{Control>}q{/Control}');
    const question = screen.getByTestId('quit');
    expect(question.textContent).toContain(
      backend.world.programs.length === 1 ? 'is connected' : `${backend.world.programs.length} programs`,
    );
    // Whoever presses it again, or Enter, has not answered yes.
    await user.keyboard('{Control>}q{/Control}{Enter}');
    expect(backend.hasQuit).toBe(false);
    expect(screen.queryByTestId('quit')).toBeNull();
    await user.keyboard('{Control>}q{/Control}');
    await user.click(screen.getByTestId('quit-yes'));
    expect(backend.hasQuit).toBe(true);
  });

  it('says so if Vigil does not end', async () => {
    const { user, backend } = await open('empty');
    backend.fail('quit', 'The core did not answer.');
    await user.keyboard('{Control>}q{/Control}');
    expect((await screen.findByTestId('toast')).textContent).toContain('The core did not answer.');
  });
});
