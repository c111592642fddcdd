import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { World } from '../../../lib/backend/fake/world';
import { open } from '../../../test/app';

/** One toy on the screen, and a limit. */
function watched(world: World, limit_ms = 1000): void {
  world.addToy('vibrator');
  world.settings = { ...world.settings, ping: { ...world.settings.ping, limit_ms } };
}

describe('the fire drill', () => {
  it('moves a toy, counts down, and says what came of it', async () => {
    const { user, backend, asked } = await open('empty', 'watch', ({ world }) => {
      watched(world);
    });
    const drill = within(screen.getByTestId('drill'));
    await user.click(drill.getByTestId('drill-start'));
    expect(asked('start_drill')).toHaveLength(1);
    expect(drill.getByTestId('drill-progress').textContent).toContain('A test program moves');
    for (let n = 0; n < 14; n++) backend.step(50);
    await waitFor(() => {
      expect(drill.getByTestId('drill-progress').textContent).toContain('silent now');
    });
    for (let n = 0; n < 24; n++) backend.step(50);
    await waitFor(() => {
      expect(drill.getByTestId('drill-last').textContent).toContain('Passed');
    });
    expect(drill.getByTestId('drill-last').textContent).toMatch(/closed after 1,001 ms/);
  });

  it('takes the toy that the person chose, and offers none that something moves', async () => {
    const { user, asked } = await open('running', 'watch', ({ world }) => {
      for (const name of ['First', 'Second']) world.addRadioToy('edge', name);
    });
    const select = screen.getByTestId<HTMLSelectElement>('drill-toy');
    const names = [...select.options].map(({ text }) => text);
    expect(names.slice(-2)).toEqual(['First', 'Second']);
    expect(names).not.toContain('Solace');
    expect(select.selectedOptions[0]?.text).toBe(names[0]);
    await user.selectOptions(select, 'Second');
    await user.click(screen.getByTestId('drill-start'));
    expect(asked('start_drill')).toEqual([{ type: 'start_drill', index: Number(select.value) }]);
  });

  it('waits for a toy that stands still', async () => {
    await open('toys_moved', 'watch', ({ world }) => {
      world.settings = { ...world.settings, ping: { ...world.settings.ping, limit_ms: 1000 } };
    });
    expect(screen.getByTestId('drill-obstacle').textContent).toContain('when one of them stands still');
  });

  it('is stopped by its own button, and says so', async () => {
    const { user } = await open('empty', 'watch', ({ world }) => {
      watched(world);
    });
    await user.click(screen.getByTestId('drill-start'));
    await user.click(screen.getByTestId('drill-stop'));
    expect(screen.getByTestId('drill-last').textContent).toContain('stopped before its end');
    expect(screen.getByTestId('drill-start')).toBeTruthy();
  });

  it('says what a toy that fails it means', async () => {
    const { user, backend } = await open('empty', 'watch', ({ world }) => {
      watched(world);
      world.drill.fails = true;
    });
    await user.click(screen.getByTestId('drill-start'));
    for (let n = 0; n < 40; n++) backend.step(50);
    const last = screen.getByTestId('drill-last');
    await waitFor(() => {
      expect(last.textContent).toContain('did not confirm that it stopped');
    });
    expect(last.textContent).toContain('by hand');
  });

  it('says where it was refused', async () => {
    const { user, backend } = await open('empty', 'watch', ({ world }) => {
      watched(world);
    });
    backend.fail('request', { code: 'refused', sentence: 'Something moves this toy now.', field: null });
    await user.click(screen.getByTestId('drill-start'));
    expect(screen.getByTestId('drill-refusal').textContent).toBe('Something moves this toy now.');
  });

  it.each([
    ['empty', false, 1000, 'needs a toy'],
    ['empty', true, 0, 'after how much silence'],
    ['held', true, 1000, 'Everything is stopped'],
  ] as const)('says in “%s” why it cannot begin', async (scene, hasToy, limit_ms, words) => {
    await open(scene, 'watch', ({ world }) => {
      watched(world, limit_ms);
      if (!hasToy) world.toys = [];
    });
    expect(screen.getByTestId('drill-obstacle').textContent).toContain(words);
    expect(screen.queryByTestId('drill-start')).toBeNull();
  });
});
