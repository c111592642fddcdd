import type { OutputView, SimulatedKind } from '../bindings';

/** What the toys of the simulation are and can do. */
export interface Model {
  name: string;
  outputs: OutputView[];
}

export const ON_SCREEN: Record<SimulatedKind, Model> = {
  vibrator: {
    name: 'Simulated Vibrator',
    outputs: [output(0, 'Vibrate', 'Shaft', 0, 20), output(1, 'Vibrate', 'Tip', 0, 20)],
  },
  rotator: { name: 'Simulated Rotator', outputs: [output(0, 'Rotate', 'Head', -20, 20)] },
  // One carriage that takes positions in two ways; which one it follows shows by the duration.
  stroker: {
    name: 'Simulated Stroker',
    outputs: [
      output(0, 'Position', 'Carriage', 0, 100),
      output(0, 'HwPositionWithDuration', 'Carriage', 0, 100),
    ],
  },
  constrictor: { name: 'Simulated Constrictor', outputs: [output(0, 'Constrict', 'Cuff', 0, 12)] },
};

/** Toys with a radio. */
export const MODELS = {
  edge: {
    name: 'Lovense Edge',
    outputs: [output(0, 'Vibrate', 'Body', 0, 20), output(1, 'Vibrate', 'Arm', 0, 20)],
  },
  nora: {
    name: 'Lovense Nora',
    outputs: [output(0, 'Vibrate', '', 0, 20), output(1, 'Rotate', '', -20, 20)],
  },
  solace: { name: 'Lovense Solace', outputs: [output(0, 'Oscillate', 'Stroke speed', 0, 20)] },
  handy: {
    name: 'The Handy',
    outputs: [output(0, 'Position', '', 0, 100), output(0, 'HwPositionWithDuration', '', 0, 100)],
  },
  max: {
    name: 'Lovense Max',
    outputs: [output(0, 'Vibrate', '', 0, 20), output(1, 'Constrict', 'Air pump', 0, 3)],
  },
  cyclone: { name: 'Vorze A10 Cyclone', outputs: [output(0, 'Rotate', '', -100, 100)] },
  lush: { name: 'Lovense Lush', outputs: [output(0, 'Vibrate', '', 0, 20)] },
  warm: {
    name: 'Svakom Sam Neo 2',
    outputs: [
      output(0, 'Vibrate', '', 0, 10),
      output(1, 'Vibrate', 'Suction', 0, 10),
      output(2, 'Temperature', '', 0, 2),
      output(3, 'Led', '', 0, 1),
    ],
  },
} satisfies Record<string, Model>;

export type ModelName = keyof typeof MODELS;

function output(feature: number, kind: string, description: string, min: number, max: number): OutputView {
  return {
    feature,
    kind,
    description,
    min,
    max,
    value: 0,
    duration_ms: null,
    disabled: false,
    limit_percent: 100,
    from_percent: 0,
    reversed: false,
  };
}
