import { describe, expect, it } from 'vitest';
import type { OutputView } from '../../lib/backend/bindings';
import {
  movable,
  rest,
  filled,
  numbered,
  outputName,
  oneForEachCarriage,
  positionOf,
  shake,
  share,
  turn,
  valueWords,
} from './outputs';

function output(part: Partial<OutputView>): OutputView {
  return {
    feature: 0,
    kind: 'Vibrate',
    description: '',
    min: 0,
    max: 20,
    value: 0,
    duration_ms: null,
    disabled: false,
    limit_percent: 100,
    from_percent: 0,
    reversed: false,
    ...part,
  };
}

describe('outputs', () => {
  it('that would go by the same name are counted, and no others', () => {
    const names = (...outputs: OutputView[]) => numbered(outputs).map(outputName);
    expect(names(output({}), output({ feature: 1 }))).toEqual(['Vibration 1', 'Vibration 2']);
    expect(names(output({}), output({ feature: 1, kind: 'Rotate' }))).toEqual(['Vibration', 'Rotation']);
    expect(names(output({ description: 'Tip' }), output({ feature: 1, description: 'Tip' }))).toEqual([
      'Tip 1',
      'Tip 2',
    ]);
    const carriage = names(output({ kind: 'Position' }), output({ kind: 'HwPositionWithDuration' }));
    expect(carriage.every((name) => !/\d/.test(name))).toBe(true);
  });

  it('say how strong, which way or where', () => {
    expect(valueWords(output({ value: 0 }))).toBe('still');
    expect(valueWords(output({ value: 10 }))).toBe('50 %');
    expect(valueWords(output({ kind: 'Rotate', min: -20, value: -5 }))).toBe('25 % counter-clockwise');
    expect(valueWords(output({ kind: 'HwPositionWithDuration', max: 100, value: 0 }))).toBe('at 0 %');
  });

  it('fill from the middle where they go both ways', () => {
    expect(filled(output({ kind: 'Rotate', min: -20, value: 20 }))).toEqual({ from: 0.5, to: 1 });
    expect(filled(output({ kind: 'Rotate', min: -20, value: -10 }))).toEqual({ from: 0.25, to: 0.5 });
    expect(filled(output({ value: 5 }))).toEqual({ from: 0, to: 0.25 });
  });

  it('stay within their range', () => {
    expect(share(output({ value: 40 }))).toBe(1);
    expect(share(output({ min: 0, max: 0, value: 3 }))).toBe(0);
  });

  it('are one for each carriage: the one that it follows', () => {
    const plain = output({ kind: 'Position', max: 100, value: 40 });
    const slow = output({ kind: 'HwPositionWithDuration', max: 100, value: 88, duration_ms: 0 });
    const motor = output({ feature: 1 });
    expect(oneForEachCarriage([plain, slow, motor])).toEqual([slow, motor]);
    const idle = { ...slow, value: 0, duration_ms: null };
    expect(oneForEachCarriage([plain, idle, motor])).toEqual([plain, motor]);
  });

  it('are moved by hand in the way that follows it at once, and from where they are', () => {
    const plain = output({ kind: 'Position', max: 100, value: 0 });
    const slow = output({ kind: 'HwPositionWithDuration', max: 100, value: 88, duration_ms: 0 });
    const off = output({ feature: 1, disabled: true });
    expect(movable([slow, plain, off])).toEqual([plain]);
    expect(movable([slow, { ...plain, disabled: true }])).toEqual([slow]);
    expect(rest(plain, [slow, plain])).toBe(88);
    expect(
      rest(plain, [
        { ...slow, duration_ms: null },
        { ...plain, value: 12 },
      ]),
    ).toBe(0);
    expect(rest(output({ value: 7 }), [])).toBe(0);
  });

  it('go to a position in the time it takes', () => {
    const outputs = [output({ kind: 'HwPositionWithDuration', max: 100, value: 88, duration_ms: 800 })];
    expect(positionOf(outputs)).toEqual({ at: 0.88, durationMs: 800 });
  });
});

describe('pictures', () => {
  it('stand still at zero', () => {
    expect(turn(0, 16)).toBe(0);
    expect(shake(0, 1234)).toEqual({ x: 0, y: 0 });
  });

  it('turn by speed and direction, and do not leap after a pause', () => {
    expect(turn(1, 16)).toBeGreaterThan(turn(0.5, 16));
    expect(turn(-1, 16)).toBeLessThan(0);
    expect(turn(1, 60_000)).toBe(turn(1, 250));
  });
});
