import { describe, expect, it } from 'vitest';
import { ZoomWheel, zoomed } from './zoom';

describe('the size of everything', () => {
  it('goes by steps, there and back, between its bounds', () => {
    const up = [100];
    for (let n = 0; n < 9; n++) up.push(zoomed(up.at(-1) ?? 0, 'in'));
    expect(up).toEqual([100, 110, 125, 150, 175, 200, 250, 300, 300, 300]);
    const down = [300];
    for (let n = 0; n < 13; n++) down.push(zoomed(down.at(-1) ?? 0, 'out'));
    expect(down.slice(-4)).toEqual([67, 50, 50, 50]);
    expect(down).toContain(100);
  });

  it('finds its way from a size that is no step', () => {
    expect([zoomed(115, 'in'), zoomed(115, 'out'), zoomed(115, 'reset')]).toEqual([125, 110, 100]);
  });
});

describe('the wheel', () => {
  it('takes one step for each notch, away from the person to make things larger', () => {
    const wheel = new ZoomWheel();
    expect([wheel.turn(-120), wheel.turn(-120), wheel.turn(120)]).toEqual(['in', 'in', 'out']);
  });

  it('gathers the small turns of a touchpad, in one direction', () => {
    const wheel = new ZoomWheel();
    expect([wheel.turn(-25), wheel.turn(-25), wheel.turn(-25), wheel.turn(-25)]).toEqual([
      null,
      null,
      'in',
      null,
    ]);
    expect([wheel.turn(40), wheel.turn(25)]).toEqual([null, 'out']);
  });
});
