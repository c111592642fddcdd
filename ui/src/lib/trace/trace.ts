import { percent } from '../numbers';
import { say } from '../language/language.svelte';

/** The trace: what an output did in the last seconds. Pure. */

export const WINDOW_MS = 20_000;
/** One step of the picture. */
export const STEP_MS = 250;
export const STEPS = WINDOW_MS / STEP_MS;

/** A value that an output has from a moment on. */
export interface Sample {
  atMs: number;
  value: number;
  /** Where the value is a position: how long the way there takes, and where it began. */
  durationMs: number | null;
  from: number;
}

/** What a value stands for in the picture. */
export interface Range {
  min: number;
  max: number;
  position: boolean;
}

/** Adds what an output was told, if it is new. */
export function add(samples: Sample[], value: number, durationMs: number | null, atMs: number): void {
  const last = samples.at(-1);
  if (last?.value === value && last.durationMs === durationMs) return;
  // It may not have arrived where it was sent before.
  samples.push({ atMs, value, durationMs, from: last === undefined ? value : at(last, atMs) });
}

/** Where an output was at a moment: on its way to a position, it is somewhere between. */
export function at(sample: Sample, atMs: number): number {
  const { value, durationMs, from } = sample;
  if (durationMs === null || durationMs <= 0) return value;
  const done = Math.min(1, Math.max(0, (atMs - sample.atMs) / durationMs));
  return from + (value - from) * done;
}

/**
 * One value for each step up to now, oldest first: of a strength the strongest within the step, so that a short pulse
 * is seen; null where nothing is known yet. Steps begin at whole multiples, so that the picture only moves on.
 */
export function steps(samples: readonly Sample[], nowMs: number, range: Range): (number | null)[] {
  const end = (Math.floor(nowMs / STEP_MS) + 1) * STEP_MS;
  let next = 0;
  return Array.from({ length: STEPS }, (_, n) => {
    const from = end - (STEPS - n) * STEP_MS;
    const to = from + STEP_MS;
    while ((samples[next]?.atMs ?? Infinity) <= from) next++;
    let strongest = samples[next - 1]?.value ?? null;
    while ((samples[next]?.atMs ?? Infinity) < to)
      strongest = stronger(strongest, samples[next++]?.value ?? 0);
    const last = samples[next - 1];
    return range.position && last !== undefined ? at(last, Math.min(to, nowMs)) : strongest;
  });
}

/** 0 to 1 of the picture's height, from below. Where an output goes both ways, still is in the middle. */
export function heightOf(value: number, range: Range): number {
  const low = range.position ? range.min : goesBothWays(range) ? -most(range) : 0;
  const high = range.position ? range.max : most(range);
  return high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0;
}

/** Where the picture of a still output lies. */
export function baseOf(range: Range): number {
  return goesBothWays(range) ? 0.5 : 0;
}

/** The filled shape, in a box as wide as there are steps and 1 high. */
export function shape(values: readonly (number | null)[], range: Range): string {
  const base = number(1 - baseOf(range));
  let path = '';
  let open = false;
  let last = '';
  for (const [at, value] of values.entries()) {
    if (value === null) {
      if (open) path += `H${at}V${base}Z`;
      open = false;
      continue;
    }
    const y = number(1 - heightOf(value, range));
    if (!open) path += `M${at} ${base}V${y}`;
    else if (range.position) path += `L${at} ${y}`;
    else if (y !== last) path += `H${at}V${y}`;
    open = true;
    last = y;
  }
  return open ? `${path}H${values.length}V${base}Z` : path;
}

/** The trace for those who do not see it. */
export function inWords(values: readonly (number | null)[], range: Range): string {
  const known = values.filter((value) => value !== null);
  if (range.position) {
    const heights = known.map((value) => heightOf(value, range));
    const least = Math.min(...heights);
    const highest = Math.max(...heights);
    if (known.length === 0 || highest - least < 0.005) return say('trace-stayed');
    return say('trace-between', { least: percent(least * 100), most: percent(highest * 100) });
  }
  const strongest = Math.max(0, ...known.map(Math.abs));
  return strongest === 0
    ? say('trace-still')
    : say('trace-up-to', { most: percent(Math.min(1, strongest / most(range)) * 100) });
}

function stronger(a: number | null, b: number): number {
  return a !== null && Math.abs(a) >= Math.abs(b) ? a : b;
}

function goesBothWays(range: Range): boolean {
  return !range.position && range.min < 0;
}

function most(range: Range): number {
  return Math.max(Math.abs(range.min), Math.abs(range.max), 1);
}

function number(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
