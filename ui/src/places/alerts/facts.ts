import type { AlertView, StoppedToyView } from '../../lib/backend/bindings';
import { dayAndTime, duration, limit, measured } from '../../lib/time';
import { count } from '../../lib/words';

/** What is known of an alert, as pairs of a word and a value. Pure. */
export interface Fact {
  word: string;
  value: string;
}

export function facts(alert: AlertView): Fact[] {
  const all: Fact[] = [];
  const { silent_ms, limit_ms, late_ms } = alert.silence;
  if (alert.program !== null) all.push({ word: 'Program', value: alert.program.name });
  if (silent_ms !== null) all.push({ word: 'Silent for', value: duration(silent_ms) });
  if (limit_ms !== null) all.push({ word: 'Limit', value: limit_ms === 0 ? 'off' : limit(limit_ms) });
  if (late_ms !== null) all.push({ word: 'Vigil reacted in', value: measured(late_ms) });
  return all;
}

/** When it happened: `12:03`, or `12 times, 00:16 to 00:17`. */
export function whenWords(alert: AlertView, now: number): string {
  const { first_at_ms, last_at_ms, count: times } = alert.times;
  const last = dayAndTime(last_at_ms, now);
  if (times <= 1) return last;
  const first = dayAndTime(first_at_ms, now);
  return `${times} times, ${first === last ? last : `${first} to ${last}`}`;
}

/** What the picture of its last pings shows, in numbers. */
export function silenceWords({ gaps, silent_ms }: AlertView['silence']): string {
  const longest = Math.max(...gaps.map(({ gap_ms }) => gap_ms));
  const pings = `the last ${count(gaps.length, 'ping')}, at most ${duration(longest)} apart`;
  return silent_ms === null || silent_ms === 0 ? pings : `${pings}, then ${duration(silent_ms)} of silence`;
}

export function toyWords(toy: StoppedToyView): string {
  if (toy.result === 'unconfirmed') return 'did not confirm that it stopped';
  if (toy.result === 'nothing_to_tell') return 'nothing could be told to it';
  return toy.still_after_ms === null ? 'stands still' : `still after ${measured(toy.still_after_ms)}`;
}
