import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { open } from '../../../test/app';

describe('the name of a toy', () => {
  it('is changed in place and saved by Enter', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-1-rename'));
    const field = screen.getByTestId<HTMLInputElement>('toy-1-name');
    expect(document.activeElement).toBe(field);
    expect(field.selectionEnd).toBe('Lovense Nora'.length);
    await user.keyboard('Night table{Enter}');
    expect(asked('rename_toy')).toEqual([{ type: 'rename_toy', index: 1, name: 'Night table' }]);
    expect(screen.getByRole('article', { name: 'Night table' })).toBeTruthy();
    // The model is still told, and the keyboard goes on where it was.
    expect(within(screen.getByTestId('toy-1')).getByText(/^Lovense Nora · /)).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByTestId('toy-1-rename'));
  });

  it('stays by Escape, also while values stream in', async () => {
    const { user, backend, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-rename'));
    await user.keyboard('Something');
    backend.step(200);
    await tick();
    expect(screen.getByTestId<HTMLInputElement>('toy-0-name').value).toBe('Something');
    await user.keyboard('{Escape}');
    expect(asked('rename_toy')).toEqual([]);
    expect(screen.getByRole('article', { name: 'Bedside' })).toBeTruthy();
  });

  it.each(['{Backspace}', 'Lovense Edge'])('is the model again after %s', async (keys) => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-rename'));
    await user.keyboard(`${keys}{Enter}`);
    expect(asked('rename_toy')).toEqual([{ type: 'rename_toy', index: 0, name: null }]);
    expect(screen.getByRole('article', { name: 'Lovense Edge' })).toBeTruthy();
  });

  it('is kept in its field when it was refused, with the reason', async () => {
    const { user, backend } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-rename'));
    backend.fail('request', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.keyboard('Blue{Enter}');
    expect(await screen.findByText('The disk is full.')).toBeTruthy();
    expect(screen.getByTestId<HTMLInputElement>('toy-0-name').value).toBe('Blue');
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('is saved when the field is left', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-rename'));
    await user.keyboard('Blue');
    await user.click(screen.getByRole('heading', { level: 1 }));
    expect(asked('rename_toy')).toHaveLength(1);
  });
});

describe('a card', () => {
  it('says how it stands with the connection, in words', async () => {
    await open('reconnecting', 'toys');
    expect(screen.getByTestId('toy-0-link').textContent).toContain('Lost. Trying to get it back…');
    expect(screen.getByTestId('toy-1-link').textContent).toContain('Connecting…');
    expect(screen.getByTestId('toy-2-link').textContent).toContain('Away');
    for (const index of [0, 1]) {
      expect(screen.getByTestId<HTMLButtonElement>(`toy-${index}-try`).disabled).toBe(true);
    }
    // One that was lost may still move, and is held when it is back; one that was never here has nothing to stop.
    expect(screen.getByTestId<HTMLButtonElement>('toy-0-stop').disabled).toBe(false);
    expect(screen.getByTestId<HTMLButtonElement>('toy-1-stop').disabled).toBe(true);
    expect(screen.getByTestId('nav-toys').textContent).not.toMatch(/\d toy/);
  });

  it('tells the signal in words and dBm', async () => {
    await open('toys_moved', 'toys');
    const signals = screen.getAllByRole('img', { name: /^Signal/ });
    expect(signals[0]?.getAttribute('title')).toBe('Signal strong, −58 dBm');
    expect(signals[1]?.getAttribute('title')).toBe('Signal weak, −79 dBm');
  });

  it('tells what each output did in the last seconds', async () => {
    const { backend } = await open('toys_moved', 'toys');
    for (let n = 0; n < 120; n++) {
      backend.step(50);
      await tick();
    }
    const card = within(screen.getByTestId('toy-0'));
    // The limit of the body is 50 %, so it never did more.
    const traces = card.getAllByRole('img', { name: /In the last 20 seconds/ });
    await new Promise((resolve) => setTimeout(resolve, 450));
    expect(traces[0]?.getAttribute('aria-label')).toMatch(/up to (4\d|50) %/);
    expect(traces[1]?.getAttribute('aria-label')).toMatch(/up to 9\d %|up to 100 %/);
    expect(traces[1]?.querySelector('path')?.getAttribute('d')).toMatch(/^M\d/);
  });

  it('switches an output off for both ways that a carriage is moved in', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    const power = screen.getByRole('switch', { name: 'Position of The Handy' });
    expect(power.getAttribute('aria-checked')).toBe('true');
    await user.click(power);
    const common = {
      type: 'set_toy_output',
      index: 2,
      feature: 0,
      disabled: true,
      limit_percent: 100,
      from_percent: 0,
      reversed: false,
    };
    expect(asked('set_toy_output')).toEqual([
      { ...common, kind: 'Position' },
      { ...common, kind: 'HwPositionWithDuration' },
    ]);
    expect(power.getAttribute('aria-checked')).toBe('false');
    expect(screen.getByTestId('toy-2-output-0').textContent.trim()).toBe('off');
    expect(screen.queryByTestId('toy-2-limit-0')).toBeNull();
  });
});

describe('the menu of a toy', () => {
  it('chooses whether it connects', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-more'));
    const items = screen.getAllByRole('menuitemradio');
    expect(items.map((item) => item.getAttribute('aria-checked'))).toEqual(['true', 'false']);
    await user.keyboard('{End}{ArrowUp}{Enter}');
    expect(asked('set_toy_permission')).toEqual([
      { type: 'set_toy_permission', index: 0, permission: 'denied' },
    ]);
    expect(screen.getByTestId('toy-0-link').textContent).toContain('Never connects');
    await user.click(screen.getByRole('button', { name: 'Let it connect: Bedside' }));
    expect(asked('set_toy_permission').at(-1)?.permission).toBe('default');
    expect(screen.getByTestId('toy-0-link').textContent).toContain('Away');
  });

  it.each([
    ['toys_moved', 0],
    ['away', 1],
  ] as const)('forgets a toy only after a second yes (%s)', async (scene, index) => {
    const { user, asked } = await open(scene, 'toys');
    const forget = async () => {
      await user.click(screen.getByTestId(`toy-${index}-more`));
      await user.click(screen.getByTestId('forget'));
    };
    await forget();
    expect(asked('forget_toy')).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep it' }));
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('forget-question')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId(`toy-${index}-more`));
    await forget();
    await user.click(screen.getByTestId('forget-question-yes'));
    expect(asked('forget_toy')).toEqual([{ type: 'forget_toy', index }]);
    expect(screen.queryByTestId(`toy-${index}`)).toBeNull();
  });
});
