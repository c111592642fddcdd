import { fireEvent, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scene } from '../../../lib/backend/fake/scenes';
import { open } from '../../../test/app';

let isHidden = false;
beforeEach(() => {
  isHidden = false;
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden);
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sliders of the first toy, with a time that only the test moves. */
async function trying(scene: Scene = 'denied', index = 0) {
  const opened = await open(scene, 'toys');
  await opened.user.click(screen.getByTestId(`toy-${index}-try`));
  vi.useFakeTimers();
  const slider = (feature = 0) => screen.getByTestId<HTMLInputElement>(`toy-${index}-try-${feature}`);
  return {
    ...opened,
    slider,
    hold: async () => {
      await fireEvent.pointerDown(slider());
    },
    move: async (value: number, feature = 0) => {
      await fireEvent.input(slider(feature), { target: { value: String(value) } });
    },
    letGo: async () => {
      await fireEvent.pointerUp(window);
      await vi.advanceTimersByTimeAsync(0);
    },
    /** Time of the window and of the core. */
    pass: async (ms: number) => {
      for (let at = 0; at < ms; at += 50) {
        await vi.advanceTimersByTimeAsync(50);
        opened.backend.step(50);
        await tick();
      }
    },
    stays: async () => {
      await fireEvent.click(screen.getByTestId('hold-to-move'));
    },
  };
}

describe('Try', () => {
  it('tells what the hand does, at most fifteen times a second, and the last value always', async () => {
    const { hold, move, pass, asked } = await trying();
    await hold();
    for (let value = 1; value <= 20; value++) {
      await move(value);
      await pass(50);
    }
    await pass(100);
    const told = asked('try_toy');
    expect(told.length).toBeLessThanOrEqual(16);
    expect(told.length).toBeGreaterThanOrEqual(8);
    expect(told[0]).toEqual({ type: 'try_toy', index: 0, feature: 0, kind: 'Vibrate', value: 1 });
    expect(told.at(-1)?.value).toBe(20);
  });

  it('says that the window lives every half second, from the first touch on and no longer', async () => {
    const { hold, move, letGo, pass, asked, backend } = await trying();
    await pass(2000);
    expect(asked('keep_trying')).toHaveLength(0);
    await hold();
    await move(12);
    await pass(5000);
    expect(asked('keep_trying')).toHaveLength(10);
    expect(backend.world.toys[0]?.tried).toBe(true);
    expect(screen.getByTestId('toy-0').textContent).toContain('Moved by you and My Game');
    await letGo();
    await pass(3000);
    expect(asked('keep_trying')).toHaveLength(10);
  });

  it('stops when the hand lets go, wherever the pointer is then', async () => {
    const { hold, move, letGo, pass, asked, slider } = await trying();
    await hold();
    await move(12);
    await pass(100);
    await letGo();
    expect(asked('stop_trying')).toHaveLength(1);
    expect(slider().value).toBe('0');
    await letGo();
    expect(asked('stop_trying')).toHaveLength(1);
  });

  it('stops by keyboard when the key is let go', async () => {
    const { move, asked, slider } = await trying();
    await fireEvent.keyDown(slider(), { key: 'ArrowRight' });
    await move(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked('stop_trying')).toHaveLength(0);
    await fireEvent.keyUp(slider(), { key: 'ArrowRight' });
    expect(asked('stop_trying')).toHaveLength(1);
  });

  it('goes on without a hand where the person wants it so, until Try is closed', async () => {
    const { stays, hold, move, letGo, pass, asked } = await trying();
    await stays();
    await hold();
    await move(12);
    await letGo();
    await pass(1000);
    expect(asked('stop_trying')).toHaveLength(0);
    expect(asked('keep_trying')).toHaveLength(2);
    await fireEvent.click(screen.getByTestId('toy-0-try'));
    expect(asked('stop_trying')).toHaveLength(1);
    await pass(1000);
    expect(asked('keep_trying')).toHaveLength(2);
  });

  it.each<[string, () => Promise<void>]>([
    [
      'the window is hidden',
      async () => {
        isHidden = true;
        await fireEvent(document, new Event('visibilitychange'));
      },
    ],
    [
      'the place is left',
      async () => {
        location.hash = '#/watch';
        await fireEvent(window, new HashChangeEvent('hashchange'));
        await tick();
      },
    ],
    [
      'another toy is tried',
      async () => {
        await fireEvent.click(screen.getByTestId('toy-2-try'));
      },
    ],
    [
      'the page goes',
      async () => {
        await fireEvent(window, new Event('pagehide'));
      },
    ],
  ])('stops when %s', async (_, happens) => {
    const { stays, move, asked, pass } = await trying();
    await stays();
    await move(12);
    await pass(100);
    expect(asked('stop_trying')).toHaveLength(0);
    await happens();
    expect(asked('stop_trying')).toHaveLength(1);
    const kept = asked('keep_trying').length;
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked('keep_trying')).toHaveLength(kept);
  });

  it('stops once more when a move was still under way', async () => {
    const { hold, move, letGo, asked, backend } = await trying();
    let answer: () => void = () => undefined;
    const request = backend.request.bind(backend);
    vi.spyOn(backend, 'request').mockImplementation(async (wanted) => {
      if (wanted.type === 'try_toy') await new Promise<void>((resolve) => (answer = resolve));
      return request(wanted);
    });
    await hold();
    await move(12);
    await letGo();
    expect(asked('stop_trying')).toHaveLength(1);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(backend.requests.map((one) => one.type).slice(-3)).toEqual([
      'stop_trying',
      'try_toy',
      'stop_trying',
    ]);
    expect(backend.world.toys[0]?.tried).toBe(false);
  });

  it('asks for nothing more when somebody else stopped the toy', async () => {
    const { stays, move, pass, asked, backend, slider } = await trying();
    await stays();
    await move(12);
    await pass(1500);
    backend.world.stopTrying();
    await pass(50);
    expect(slider().value).toBe('0');
    const kept = asked('keep_trying').length;
    await pass(2000);
    expect(asked('keep_trying')).toHaveLength(kept);
  });

  it('is over by Stop', async () => {
    const { stays, move, pass, asked, slider } = await trying();
    await stays();
    await move(12);
    await pass(100);
    await fireEvent.click(screen.getByTestId('toy-0-stop'));
    expect(asked('stop_toy')).toEqual([{ type: 'stop_toy', index: 0 }]);
    await pass(1000);
    expect(asked('keep_trying')).toHaveLength(0);
    expect(slider().value).toBe('0');
  });

  it('says at the sliders why a move was refused, and goes back', async () => {
    const { hold, move, backend, slider } = await trying();
    await hold();
    backend.fail('request', { code: 'refused', sentence: 'The toy cannot do that.', field: null });
    await move(12);
    await vi.advanceTimersByTimeAsync(0);
    expect(screen.getByTestId('try-0').textContent).toContain('The toy cannot do that.');
    expect(screen.queryByTestId('toast')).toBeNull();
    expect(slider().value).toBe('0');
  });

  it('says while everything is stopped why nothing moves', async () => {
    const { stays, move, pass, asked, backend, slider } = await trying();
    await stays();
    await move(12);
    await pass(600);
    await fireEvent.click(screen.getByTestId('stop-everything'));
    await vi.advanceTimersByTimeAsync(0);
    expect(slider().disabled).toBe(true);
    expect(slider().value).toBe('0');
    expect(screen.getByTestId('try-0').textContent).toContain('Everything is stopped');
    const kept = asked('keep_trying').length;
    await pass(1500);
    expect(asked('keep_trying')).toHaveLength(kept);
    await backend.request({ type: 'release', hold: 1 });
    await tick();
    expect(slider().disabled).toBe(false);
  });

  it('ends while the toy is not connected', async () => {
    const { stays, move, pass, asked, backend, slider } = await trying();
    await stays();
    await move(12);
    await pass(600);
    const [toy] = backend.world.toys;
    if (toy !== undefined) toy.link = 'reconnecting';
    await pass(50);
    expect(slider().disabled).toBe(true);
    expect(screen.getByTestId('try-0').textContent).toContain('is not connected right now');
    // The core must not wait for a sign of this window that will not come, and alarm the person.
    expect(asked('stop_trying')).toHaveLength(1);
    const kept = asked('keep_trying').length;
    await pass(1500);
    expect(asked('keep_trying')).toHaveLength(kept);
  });

  it('has a slider for each thing that moves: both ways, and to a place', async () => {
    const { slider, move, asked } = await trying('toys_moved', 1);
    expect(slider(1).min).toBe('-20');
    await move(-10, 1);
    expect(slider(1).getAttribute('aria-valuetext')).toBe('50 % counter-clockwise');
    await fireEvent.click(screen.getByTestId('toy-2-try'));
    const place = screen.getByTestId<HTMLInputElement>('toy-2-try-0');
    await fireEvent.input(place, { target: { value: '70' } });
    expect(place.getAttribute('aria-valuetext')).toBe('at 70 %');
    // The one of the two kinds that follows the hand at once.
    expect(asked('try_toy').at(-1)).toMatchObject({ index: 2, kind: 'Position', value: 70 });
    // What is switched off has none.
    await fireEvent.click(screen.getByTestId('toy-3-try'));
    expect(screen.queryByTestId('toy-3-try-1')).toBeNull();
  });

  it('tells that the window is watched', async () => {
    await trying();
    expect(screen.getByText(/Vigil watches this window like a program/)).toBeTruthy();
  });
});
