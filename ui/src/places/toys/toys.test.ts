import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { open, settled } from '../../test/app';

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

  it('holds the one that was stopped, and no other, until the person lets it go on', async () => {
    const { user, backend, asked } = await open('toys_moved', 'toys');
    const play = async () => {
      backend.step(1300);
      await tick();
    };
    await user.click(screen.getByRole('button', { name: 'Stop Bedside' }));
    await play();
    const motor = screen.getByTestId('toy-0-output-1');
    expect(motor.dataset.value).toBe('0');
    expect(screen.getByTestId('toy-0-held').textContent).toContain('Stopped by you.');
    expect(screen.queryByTestId('toy-1-held')).toBeNull();
    expect(screen.getByTestId('toy-1-output-0').dataset.value).not.toBe('0');
    // Stopped once more: what was to release the first stop does not release this one.
    const release = await settled('toy-0-release');
    await user.click(screen.getByRole('button', { name: 'Stop Bedside' }));
    release.click();
    expect(asked('release_toy')).toEqual([]);
    await user.click(await settled('toy-0-release'));
    expect(asked('release_toy')).toEqual([{ type: 'release_toy', index: 0, hold: 3 }]);
    expect(screen.queryByTestId('toy-0-held')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('toy-0-stop'));
    await play();
    expect(motor.dataset.value).not.toBe('0');
  });

  it('holds a toy whose connection was lost, and shows the hold wherever the toy is', async () => {
    const { user, backend } = await open('reconnecting', 'toys');
    await user.click(screen.getByRole('button', { name: 'Stop Bedside' }));
    const [toy] = backend.world.toys;
    if (toy === undefined) throw new Error('no toy');
    for (const link of ['away', 'connected'] as const) {
      toy.link = link;
      backend.push();
      await tick();
      expect(screen.getByTestId('toy-0-held').textContent).toContain('Stopped by you.');
    }
  });

  it('moves nothing by hand while it is held', async () => {
    const { user } = await open('toys_moved', 'toys');
    await user.click(screen.getByTestId('toy-0-stop'));
    await user.click(screen.getByTestId('toy-0-try'));
    expect(screen.getByTestId('try-0').textContent).toContain('You stopped this toy');
    expect(screen.getByTestId<HTMLInputElement>('toy-0-try-0').disabled).toBe(true);
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
