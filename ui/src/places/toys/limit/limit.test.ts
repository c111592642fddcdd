import { fireEvent, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { open } from '../../../test/app';
import { stepped } from './steps';

const words = (testid: string) => screen.getByTestId(testid).getAttribute('aria-valuetext');

/** A bar that is 200 wide, from 100 to 300. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(100, 0, 200, 10));
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a limit by keyboard', () => {
  it('goes by fives, to the ends, and finely with Shift', () => {
    expect(stepped('ArrowRight', 50, false)).toBe(55);
    expect(stepped('ArrowLeft', 53, false)).toBe(50);
    expect(stepped('ArrowUp', 53, false)).toBe(55);
    expect(stepped('ArrowDown', 53, true)).toBe(52);
    expect(stepped('Home', 53, false)).toBe(0);
    expect(stepped('End', 53, false)).toBe(100);
    expect(stepped('a', 53, false)).toBeNull();
  });

  it('holds at once, stays within its ends, and says what it is', async () => {
    const { user, backend, asked } = await open('toys_moved', 'toys');
    const notch = screen.getByTestId('toy-0-limit-0');
    expect(screen.getByRole('slider', { name: 'Limit of Body, Bedside' })).toBe(notch);
    expect(words('toy-0-limit-0')).toBe('at most 50 %');
    notch.focus();
    await user.keyboard('{ArrowRight}');
    expect(words('toy-0-limit-0')).toBe('at most 55 %');
    expect(asked('set_toy_output')[0]).toEqual({
      type: 'set_toy_output',
      index: 0,
      feature: 0,
      kind: 'Vibrate',
      disabled: false,
      limit_percent: 55,
      from_percent: 0,
      reversed: false,
    });
    await user.keyboard('{End}{ArrowRight}');
    expect(words('toy-0-limit-0')).toBe('at most 100 %');
    await user.keyboard('{Home}{ArrowLeft}');
    expect(words('toy-0-limit-0')).toBe('at most 0 %');
    await vi.waitFor(() => {
      expect(backend.world.toys[0]?.outputs[0]?.limit_percent).toBe(0);
    });
  });
});

describe('the range of a stroker', () => {
  it('has two ends that do not cross, and is told for both ways that the carriage is moved in', async () => {
    const { user, backend, asked } = await open('stroker_set', 'toys');
    expect(words('toy-0-limit-0')).toBe('up to 90 %');
    expect(words('toy-0-limit-0-from')).toBe('from 20 %');
    expect(screen.getByRole('slider', { name: 'Lower end of Position, Left' })).toBe(
      screen.getByTestId('toy-0-limit-0-from'),
    );
    screen.getByTestId('toy-0-limit-0-from').focus();
    await user.keyboard('{ArrowRight}');
    const common = { type: 'set_toy_output', index: 0, feature: 0, disabled: false, reversed: true };
    expect(asked('set_toy_output').slice(0, 2)).toEqual([
      { ...common, kind: 'Position', limit_percent: 90, from_percent: 25 },
      { ...common, kind: 'HwPositionWithDuration', limit_percent: 90, from_percent: 25 },
    ]);
    await user.keyboard('{End}');
    expect(words('toy-0-limit-0-from')).toBe('from 90 %');
    screen.getByTestId('toy-0-limit-0').focus();
    await user.keyboard('{Home}');
    expect(words('toy-0-limit-0')).toBe('up to 90 %');
    await vi.waitFor(() => {
      expect(backend.world.toys[0]?.outputs.map((one) => one.from_percent)).toEqual([90, 90]);
    });
  });

  it('is not offered for what has no places', async () => {
    await open('toys_moved', 'toys');
    expect(screen.queryByTestId('toy-0-limit-0-from')).toBeNull();
  });
});

describe('a limit by pointer', () => {
  it('follows the hand, tells the core now and then, and in the end what it came to', async () => {
    const { asked } = await open('toys_moved', 'toys');
    vi.useFakeTimers();
    const notch = screen.getByTestId('toy-0-limit-1');
    await fireEvent.pointerDown(notch, { button: 0, pointerId: 1, clientX: 300 });
    for (let x = 300; x >= 160; x -= 2) {
      await fireEvent.pointerMove(notch, { pointerId: 1, clientX: x });
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(words('toy-0-limit-1')).toBe('at most 30 %');
    await fireEvent.pointerUp(notch, { pointerId: 1, clientX: 160 });
    await vi.advanceTimersByTimeAsync(1000);
    const told = asked('set_toy_output').map((request) => request.limit_percent);
    expect(told.at(-1)).toBe(30);
    expect(told.length).toBeLessThanOrEqual(7);
    expect(told.length).toBeGreaterThanOrEqual(4);
    // Nobody holds it any more.
    await fireEvent.pointerMove(notch, { pointerId: 1, clientX: 250 });
    expect(words('toy-0-limit-1')).toBe('at most 30 %');
  });

  it('is the same on both sides where an output goes both ways', async () => {
    await open('toys_moved', 'toys');
    const notch = screen.getByTestId('toy-1-limit-1');
    await fireEvent.pointerDown(notch, { button: 0, pointerId: 1 });
    await fireEvent.pointerMove(notch, { pointerId: 1, clientX: 250 });
    expect(words('toy-1-limit-1')).toBe('at most 50 %');
    await fireEvent.pointerMove(notch, { pointerId: 1, clientX: 160 });
    expect(words('toy-1-limit-1')).toBe('at most 40 %');
  });

  it('goes back to what holds when it was refused', async () => {
    const { user, backend } = await open('toys_moved', 'toys');
    backend.fail('request', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    screen.getByTestId('toy-0-limit-0').focus();
    await user.keyboard('{ArrowRight}');
    expect((await screen.findByTestId('toast')).textContent).toContain('The disk is full.');
    expect(words('toy-0-limit-0')).toBe('at most 50 %');
  });
});
