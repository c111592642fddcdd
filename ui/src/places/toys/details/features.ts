import type { FeatureView, WriteTimesView } from '../../../lib/backend/bindings';
import { number } from '../../../lib/numbers';
import { milliseconds } from '../../../lib/time';
import { say, type PlainId } from '../../../lib/language/language.svelte';

/** What a toy can do, and how fast it answers, in words. Pure. */

const KINDS: Record<string, PlainId> = {
  Vibrate: 'output-vibrate',
  Rotate: 'output-rotate',
  Oscillate: 'output-oscillate',
  Constrict: 'output-constrict',
  Temperature: 'output-temperature',
  Led: 'output-led',
  Position: 'output-position',
  HwPositionWithDuration: 'feature-position-timed',
  Spray: 'output-spray',
  Battery: 'battery',
  Rssi: 'feature-rssi',
  Button: 'feature-button',
  Pressure: 'feature-pressure',
  Depth: 'feature-depth',
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
    const part = description.trim() === '' ? say('feature-part', { number: feature }) : description;
    return [
      ...outputs.map(({ kind, min, max, duration_ms }) => ({
        part,
        what: kindWords(kind),
        kind,
        range: withTime(steps(min, max), duration_ms),
      })),
      ...inputs.map(({ kind, min, max, reads, subscribes }) => ({
        part,
        what: say('feature-sensor', { what: kindWords(kind) }),
        kind,
        range: asked(rangeOf(min, max), reads, subscribes),
      })),
    ];
  });
}

function steps(min: number, max: number): string {
  const count = max - min;
  return say('feature-steps', { range: rangeOf(min, max), count });
}

function withTime(steps: string, duration_ms: readonly [number, number] | null): string {
  if (duration_ms === null) return steps;
  const [least, most] = duration_ms;
  return say('feature-steps-in-time', { steps, least, most: seconds(most) });
}

function asked(range: string, reads: boolean, subscribes: boolean): string {
  if (reads && subscribes) return say('feature-both', { range });
  return say(subscribes ? 'feature-told' : 'feature-read', { range });
}

function kindWords(kind: string): string {
  const words = KINDS[kind];
  return words === undefined ? kind : say(words);
}

function rangeOf(min: number, max: number): string {
  return say('range', { from: signed(min), to: signed(max) });
}

function seconds(ms: number): string {
  return ms % 1000 === 0 ? say('duration-seconds', { value: number(ms / 1000) }) : milliseconds(String(ms));
}

function signed(value: number): string {
  return String(value).replace('-', '−');
}

/** Rounded as far as it says anything. */
export function took(us: number): string {
  const ms = us / 1000;
  return milliseconds(ms < 10 ? number(ms, 1) : number(Math.round(ms)));
}

export function writeWords(writes: WriteTimesView | null): string {
  if (writes === null) return say('writes-none');
  const { count, last_us, median_us, slowest_us } = writes;
  const last = took(last_us);
  if (count < 2) return say('writes-one', { last });
  return say('writes-many', { last, count, median: took(median_us), slowest: took(slowest_us) });
}
