import type { OutputView, SimulatedKind, ToyView } from '../../lib/backend/bindings';
import { percent } from '../../lib/numbers';
import { say, type PlainId } from '../../lib/language/language.svelte';

/** What a toy's outputs mean to a person and to its picture. Pure. */

export const KIND_WORDS: Record<SimulatedKind, PlainId> = {
  vibrator: 'kind-vibrator',
  rotator: 'kind-rotator',
  stroker: 'kind-stroker',
  constrictor: 'kind-constrictor',
};

const OUTPUT_WORDS: Record<string, PlainId> = {
  Vibrate: 'output-vibrate',
  Rotate: 'output-rotate',
  Oscillate: 'output-oscillate',
  Constrict: 'output-constrict',
  Inflate: 'output-inflate',
  Position: 'output-position',
  PositionWithDuration: 'output-position',
  HwPositionWithDuration: 'output-position',
  Temperature: 'output-temperature',
  Spray: 'output-spray',
  Led: 'output-led',
};

export function outputName(output: OutputView): string {
  const described = output.description.trim();
  if (described !== '') return described;
  const words = OUTPUT_WORDS[output.kind];
  return words === undefined ? output.kind : say(words);
}

/** Outputs that would go by the same name are counted: nobody could tell one motor from the other. */
export function numbered(outputs: readonly OutputView[]): OutputView[] {
  const features = new Map<string, number[]>();
  for (const output of outputs) {
    const same = features.get(outputName(output)) ?? [];
    if (!same.includes(output.feature)) same.push(output.feature);
    features.set(outputName(output), same);
  }
  return outputs.map((output) => {
    const name = outputName(output);
    const same = features.get(name) ?? [];
    return same.length < 2
      ? output
      : {
          ...output,
          description: say('output-numbered', { name, number: same.indexOf(output.feature) + 1 }),
        };
  });
}

/** A position is somewhere, it is not strong or weak: zero is an end, not a stop. */
export function isPosition(output: OutputView): boolean {
  return output.kind.includes('Position');
}

/** Still is in the middle of what it can do. */
export function goesBothWays(output: OutputView): boolean {
  return output.min < 0 && !isPosition(output);
}

/** -1 to 1 of what it can do; 0 to 1 for a position. */
export function share(output: OutputView): number {
  if (isPosition(output)) {
    const range = output.max - output.min;
    return range > 0 ? clamp((output.value - output.min) / range, 0, 1) : 0;
  }
  const most = Math.max(Math.abs(output.min), Math.abs(output.max));
  return most > 0 ? clamp(output.value / most, -1, 1) : 0;
}

export function valueWords(output: OutputView): string {
  const at = share(output);
  const words = percent(Math.abs(at) * 100);
  if (isPosition(output)) return say('value-at', { percent: words });
  if (output.value === 0) return say('value-still');
  if (output.min < 0) return say(at > 0 ? 'value-clockwise' : 'value-counter-clockwise', { percent: words });
  return words;
}

/** The part of the bar that is filled, from 0 to 1: from the middle where an output goes both ways. */
export function filled(output: OutputView): { from: number; to: number } {
  const at = share(output);
  if (!goesBothWays(output)) return { from: 0, to: at };
  return at >= 0 ? { from: 0.5, to: 0.5 + at / 2 } : { from: 0.5 + at / 2, to: 0.5 };
}

/** The picture a toy gets: its own kind, or the one its outputs call for. */
export function pictureOf(toy: ToyView): SimulatedKind {
  if (toy.simulated !== null) return toy.simulated;
  const kinds = toy.outputs.map((output) => output.kind);
  if (kinds.some((kind) => kind.includes('Position') || kind === 'Oscillate')) return 'stroker';
  if (kinds.includes('Rotate') && !kinds.includes('Vibrate')) return 'rotator';
  if (kinds.includes('Constrict') || kinds.includes('Inflate')) return 'constrictor';
  return 'vibrator';
}

/** The strongest share among outputs of these kinds, with its sign. */
export function strongest(outputs: readonly OutputView[], ...kinds: string[]): number {
  return outputs
    .filter((output) => kinds.length === 0 || kinds.includes(output.kind))
    .map(share)
    .reduce((most, at) => (Math.abs(at) > Math.abs(most) ? at : most), 0);
}

/**
 * One output for each carriage: where a feature takes positions with and without a duration, only one of the two is
 * what it does now. The one with a duration says so by having one; without it, the plain one is.
 */
export function oneForEachCarriage(outputs: readonly OutputView[]): OutputView[] {
  return outputs.filter((output) => {
    if (!isPosition(output)) return true;
    const same = outputs.filter((other) => isPosition(other) && other.feature === output.feature);
    return output === (same.find((other) => other.duration_ms !== null) ?? same[0]);
  });
}

/** The outputs of a toy that move the same thing as this one; it is among them. */
export function sameCarriage(output: OutputView, outputs: readonly OutputView[]): OutputView[] {
  if (!isPosition(output)) return [output];
  return outputs.filter((other) => isPosition(other) && other.feature === output.feature);
}

/** The outputs a person can move by hand: one for each carriage, the one that follows the hand at once. */
export function movable(outputs: readonly OutputView[]): OutputView[] {
  return outputs.filter((output) => {
    if (output.disabled) return false;
    const able = sameCarriage(output, outputs).filter((other) => !other.disabled);
    return output === (able.find((other) => other.kind === 'Position') ?? able[0]);
  });
}

/** Where a slider stands while no hand holds it: at still, or at what leads to where the carriage is. */
export function rest(output: OutputView, outputs: readonly OutputView[]): number {
  if (!isPosition(output)) return 0;
  const same = sameCarriage(output, outputs);
  return meant(output, (same.find((other) => other.duration_ms !== null) ?? output).value);
}

/** What leads to a place of the carriage, within the person's range: as a program would have to ask for it. */
export function meant(output: OutputView, place: number): number {
  const { min, max, from_percent, limit_percent, reversed } = output;
  const from = min + ((max - min) * from_percent) / 100;
  const to = min + ((max - min) * limit_percent) / 100;
  const at = to > from ? clamp((place - from) / (to - from), 0, 1) : 0;
  return Math.round(min + (max - min) * (reversed ? 1 - at : at));
}

/** Where a stroker is to be, and how long it takes to get there. */
export function positionOf(outputs: readonly OutputView[]): { at: number; durationMs: number } {
  const positions = outputs.filter(isPosition);
  const output = positions.find((one) => one.duration_ms !== null) ?? positions[0];
  if (output === undefined) return { at: 0.5, durationMs: 0 };
  return { at: share(output), durationMs: output.duration_ms ?? 120 };
}

/** Degrees a rotator turns in a frame: at most one turn and a half a second. */
export function turn(speed: number, frameMs: number): number {
  return speed * 540 * (Math.min(frameMs, 250) / 1000);
}

/** How far a vibrator is off its place at a moment, in picture units. */
export function shake(strength: number, now: number): { x: number; y: number } {
  const reach = Math.abs(strength) ** 0.8 * 4.2;
  return { x: Math.sin(now * 0.113) * reach, y: Math.cos(now * 0.087) * reach * 0.35 };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
