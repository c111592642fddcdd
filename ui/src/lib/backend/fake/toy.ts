import type { OutputView, SimulatedKind, ToyView } from '../bindings';

/** A toy of the simulation: its outputs, and what a program lets it do. */

const OUTPUTS: Record<SimulatedKind, OutputView[]> = {
  vibrator: [output(0, 'Vibrate', 'Shaft', 0, 20), output(1, 'Vibrate', 'Tip', 0, 20)],
  rotator: [output(0, 'Rotate', 'Head', -20, 20)],
  // One carriage that takes positions in two ways; which one it follows shows by the duration.
  stroker: [
    output(0, 'Position', 'Carriage', 0, 100),
    output(0, 'HwPositionWithDuration', 'Carriage', 0, 100),
  ],
  constrictor: [output(0, 'Constrict', 'Cuff', 0, 12)],
};

const NAMES: Record<SimulatedKind, string> = {
  vibrator: 'Simulated Vibrator',
  rotator: 'Simulated Rotator',
  stroker: 'Simulated Stroker',
  constrictor: 'Simulated Constrictor',
};

export class FakeToy {
  readonly index: number;
  readonly kind: SimulatedKind;
  readonly name: string;
  battery: number | null;
  connected = true;
  unconfirmed = false;
  outputs: OutputView[];

  constructor(index: number, kind: SimulatedKind, name = NAMES[kind], battery: number | null = 82) {
    this.index = index;
    this.kind = kind;
    this.name = name;
    this.battery = battery;
    this.outputs = OUTPUTS[kind].map((one) => ({ ...one }));
  }

  /** What a program that plays a wave asks for at a moment. */
  drive(atMs: number): void {
    const wave = (period: number, shift = 0) => Math.sin((atMs / period + shift) * 2 * Math.PI);
    this.outputs = this.outputs.map((one, index) => {
      switch (this.kind) {
        case 'vibrator':
          return { ...one, value: Math.round((0.55 + 0.42 * wave(5200, index * 0.3)) * one.max) };
        case 'rotator':
          return { ...one, value: Math.round(wave(9000, 0.12) * one.max) };
        case 'stroker':
          if (one.kind === 'Position') return one;
          return { ...one, value: Math.floor(atMs / 800) % 2 === 0 ? 88 : 12, duration_ms: 800 };
        case 'constrictor':
          return { ...one, value: Math.round((0.5 + 0.5 * wave(6400)) * one.max) };
      }
    });
  }

  stop(): void {
    this.outputs = this.outputs.map((one) => ({
      ...one,
      value: this.kind === 'stroker' ? one.value : 0,
      duration_ms: one.duration_ms === null ? null : 0,
    }));
  }

  view(movedBy: string[]): ToyView {
    return {
      index: this.index,
      name: this.name,
      simulated: this.kind,
      connected: this.connected,
      battery_percent: this.battery,
      outputs: this.outputs.map((one) => ({ ...one })),
      moved_by: movedBy,
      stop_unconfirmed: this.unconfirmed,
    };
  }
}

function output(feature: number, kind: string, description: string, min: number, max: number): OutputView {
  return { feature, kind, description, min, max, value: 0, duration_ms: null };
}
