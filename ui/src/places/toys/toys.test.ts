import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/app';

describe('Toys', () => {
  it('tells the raw value of each output and how strong that is', async () => {
    const { backend } = await open('running', 'toys');
    const value = screen.getByTestId('toy-0-output-1');
    const world = () => backend.world.toys[0]?.outputs[1]?.value;
    expect(value.dataset.value).toBe(String(world()));
    backend.step(1300);
    await tick();
    expect(value.dataset.value).toBe(String(world()));
    expect(within(screen.getByTestId('toy-0')).getByText('Moved by My Game')).toBeTruthy();
    expect(within(screen.getByTestId('toy-0')).getByText('82 %')).toBeTruthy();
  });

  it('stops one toy', async () => {
    const { user, asked } = await open('running', 'toys');
    await user.click(screen.getByRole('button', { name: 'Stop Solace' }));
    expect(asked('stop_toy')).toEqual([{ type: 'stop_toy', index: 1 }]);
  });

  it('warns of a stop that was not confirmed', async () => {
    await open('running', 'toys', ({ world }) => {
      const [toy] = world.toys;
      if (toy !== undefined) toy.unconfirmed = true;
    });
    expect(screen.getByText(/Edge did not confirm its stop/)).toBeTruthy();
  });

  it('adds a toy by keyboard alone', async () => {
    const { user, asked } = await open('empty', 'toys');
    expect(screen.getByText('No toy yet')).toBeTruthy();
    screen.getByTestId('add-toy').focus();
    await user.keyboard('{Enter}');
    expect(document.activeElement).toBe(screen.getByTestId('add-toy-vibrator'));
    await user.keyboard('{ArrowDown}{ArrowDown}');
    expect(document.activeElement).toBe(screen.getByTestId('add-toy-stroker'));
    await user.keyboard('{Enter}');
    expect(asked('add_simulated_toy')).toEqual([{ type: 'add_simulated_toy', kind: 'stroker' }]);
    expect(screen.getByTestId('toy-0')).toBeTruthy();
  });

  it('closes the menu by Escape and gives the focus back', async () => {
    const { user } = await open('running', 'toys');
    await user.click(screen.getByTestId('add-toy'));
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('add-toy'));
  });

  it('removes a toy', async () => {
    const { user } = await open('running', 'toys');
    await user.click(screen.getByRole('button', { name: 'More for Halo' }));
    await user.click(screen.getByRole('menuitem', { name: 'Remove from the screen' }));
    expect(screen.queryByRole('article', { name: 'Halo' })).toBeNull();
  });
});

describe('Import from Intiface Central', () => {
  it('takes over what stands in its usual place, and says what', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('import-now'));
    expect(asked('import_toys')).toEqual([{ type: 'import_toys', path: null }]);
    expect(screen.getByTestId('import-outcome').textContent).toContain('1 toy was taken over');
  });

  it('says where it belongs why nothing was taken over', async () => {
    const { user, asked } = await open('toys_moved', 'toys');
    await user.type(screen.getByTestId('import-path'), ' /tmp/none.json ');
    await user.click(screen.getByTestId('import-now'));
    expect(asked('import_toys')).toEqual([{ type: 'import_toys', path: '/tmp/none.json' }]);
    expect(screen.getByTestId('import-outcome').textContent).toContain('finds no list of toys');
  });
});
