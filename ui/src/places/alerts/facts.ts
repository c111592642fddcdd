import type { AlertView, StoppedToyView } from '../../lib/backend/bindings';
import { dayAndTime, duration, limit, measured } from '../../lib/time';
import { say } from '../../lib/language/language.svelte';

/** What is known of an alert, as pairs of a word and a value. Pure. */
export interface Fact {
  word: string;
  value: string;
}

export function facts(alert: AlertView): Fact[] {
  const all: Fact[] = [];
  const { silent_ms, limit_ms, late_ms } = alert.silence;
  if (alert.program !== null) all.push({ word: say('fact-program'), value: alert.program.name });
  if (silent_ms !== null) all.push({ word: say('fact-silent'), value: duration(silent_ms) });
  if (limit_ms !== null)
    all.push({ word: say('fact-limit'), value: limit_ms === 0 ? say('fact-limit-off') : limit(limit_ms) });
  if (late_ms !== null) all.push({ word: say('fact-late'), value: measured(late_ms) });
  return all;
}

/** When it happened: `12:03`, or `12 times, 00:16 to 00:17`. */
export function whenWords(alert: AlertView, now: number): string {
  const { first_at_ms, last_at_ms, count: times } = alert.times;
  const last = dayAndTime(last_at_ms, now);
  if (times <= 1) return last;
  const first = dayAndTime(first_at_ms, now);
  const when = first === last ? last : say('range', { from: first, to: last });
  return say('alert-times', { count: times, when });
}

/** What the picture of its last pings shows, in numbers. */
export function silenceWords({ gaps, silent_ms }: AlertView['silence']): string {
  const longest = Math.max(...gaps.map(({ gap_ms }) => gap_ms));
  const pings = say('alert-pings', { count: gaps.length, longest: duration(longest) });
  return silent_ms === null || silent_ms === 0
    ? pings
    : say('alert-pings-silence', { pings, silence: duration(silent_ms) });
}

export function toyWords(toy: StoppedToyView): string {
  if (toy.result === 'unconfirmed') return say('toy-unconfirmed');
  if (toy.result === 'nothing_to_tell') return say('toy-untold');
  return toy.still_after_ms === null
    ? say('toy-still')
    : say('toy-still-after', { time: measured(toy.still_after_ms) });
}
