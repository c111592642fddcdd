import type { Settings } from '../../lib/backend/bindings';
import { PRESETS, RECOMMENDED_MS, presetWords } from '../../lib/parts/limit';
import { limit } from '../../lib/time';
import { say, type PlainId } from '../../lib/language/language.svelte';

/** The first steps of a person who is new here. Pure. */

export const STEPS = [
  { kind: 'what', title: 'first-what' },
  { kind: 'limit', title: 'first-limit' },
  { kind: 'feel', title: 'first-feel' },
] as const;

/** What a new installation has before anybody has chosen. */
const NEW = { limit_ms: 2000, policy: 'where_supported' } as const;

/** The limit that is chosen beforehand: what holds, or what Vigil recommends if nobody has chosen or none is set. */
export function proposed({ ping }: Settings): number {
  const unchosen = ping.limit_ms === NEW.limit_ms && ping.policy === NEW.policy;
  return ping.limit_ms === 0 || unchosen ? RECOMMENDED_MS : ping.limit_ms;
}

export interface Choice {
  ms: number;
  words: string;
  sentence: string;
}

const SENTENCES: Partial<Record<number, PlainId>> = {
  1000: 'first-limit-1000',
  2000: 'first-limit-2000',
  5000: 'first-limit-5000',
};

/** What Settings offer, without "Off", and what holds if that is something else. */
export function choices({ ping }: Settings): Choice[] {
  const offered = PRESETS.filter(({ ms }) => ms > 0).map(({ ms }) => {
    const sentence = SENTENCES[ms];
    return { ms, words: presetWords(ms), sentence: sentence === undefined ? '' : say(sentence) };
  });
  const own = ping.limit_ms > 0 && !offered.some(({ ms }) => ms === ping.limit_ms);
  return own
    ? [...offered, { ms: ping.limit_ms, words: limit(ping.limit_ms), sentence: say('first-limit-own') }]
    : offered;
}

/** What the limit means for programs that cannot ping. */
export function cannotPingWords({ ping }: Settings): string {
  return ping.policy === 'required' ? say('first-must-ping') : say('first-cannot-ping');
}
