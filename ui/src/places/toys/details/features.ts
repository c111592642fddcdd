import type { FeatureView, WriteTimesView } from '../../../lib/backend/bindings';

/** What a toy can do, and how fast it answers, in words. Pure. */

const KINDS: Record<string, string> = {
  Vibrate: 'Vibration',
  Rotate: 'Rotation',
  Oscillate: 'Oscillation',
  Constrict: 'Tightness',
  Temperature: 'Warmth',
  Led: 'Light',
  Position: 'Position',
  HwPositionWithDuration: 'Position in a time',
  Spray: 'Spray',
  Battery: 'Battery',
  Rssi: 'Signal',
  Button: 'Button',
  Pressure: 'Pressure',
  Depth: 'Depth',
};

export interface FeatureRow {
  /** The part of the toy. */
  part: string;
  what: string;
  /** The protocol's name. */
  kind: string;
  range: string;
}

export function featureRows(features: readonly FeatureView[]): FeatureRow[] {
  return features.flatMap(({ feature, description, outputs, inputs }) => {
    const part = description.trim() === '' ? `Part ${feature}` : description;
    return [
      ...outputs.map(({ kind, min, max, duration_ms }) => ({
        part,
        what: KINDS[kind] ?? kind,
        kind,
        range: `${steps(min, max)}${duration_ms === null ? '' : `, ${duration_ms[0]} to ${seconds(duration_ms[1])}`}`,
      })),
      ...inputs.map(({ kind, min, max, reads, subscribes }) => ({
        part,
        what: `${KINDS[kind] ?? kind} (sensor)`,
        kind,
        range: `${signed(min)} to ${signed(max)}, ${asked(reads, subscribes)}`,
      })),
    ];
  });
}

function steps(min: number, max: number): string {
  const count = max - min;
  return `${signed(min)} to ${signed(max)}, ${count === 1 ? '1 step' : `${count} steps`}`;
}

function asked(reads: boolean, subscribes: boolean): string {
  if (reads && subscribes) return 'asked, or by itself';
  return subscribes ? 'by itself' : 'when asked';
}

function seconds(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}

function signed(value: number): string {
  return String(value).replace('-', '−');
}

/** Rounded as far as it says anything. */
export function took(us: number): string {
  const ms = us / 1000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function writeWords(writes: WriteTimesView | null): string {
  if (writes === null) return 'Nothing was written to it yet.';
  const { count, last_us, median_us, slowest_us } = writes;
  const last = `${took(last_us)} for the last one`;
  if (count < 2) return `${last}.`;
  return `${last}; of the last ${count}: ${took(median_us)} in the middle, ${took(slowest_us)} for the slowest.`;
}
