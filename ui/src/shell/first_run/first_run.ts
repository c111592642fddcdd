import type { Settings } from '../../lib/backend/bindings';
import { PRESETS, RECOMMENDED_MS } from '../../lib/parts/limit';
import { limit } from '../../lib/time';

/** The first steps of a person who is new here. Pure. */

export const STEPS = [
  { kind: 'what', title: 'What Vigil does' },
  { kind: 'limit', title: 'Stop when a program is silent for…' },
  { kind: 'feel', title: 'Feel the stop' },
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

const SENTENCES: Partial<Record<number, string>> = {
  1000: 'Recommended. Programs that ping do so at least twice a second.',
  2000: 'For programs that stutter, or a slow computer.',
  5000: 'For programs that pause while they load.',
};

/** What Settings offer, without "Off", and what holds if that is something else. */
export function choices({ ping }: Settings): Choice[] {
  const offered = PRESETS.filter(({ ms }) => ms > 0).map(({ ms, words }) => ({
    ms,
    words,
    sentence: SENTENCES[ms] ?? '',
  }));
  const own = ping.limit_ms > 0 && !offered.some(({ ms }) => ms === ping.limit_ms);
  return own
    ? [...offered, { ms: ping.limit_ms, words: limit(ping.limit_ms), sentence: 'As it is now.' }]
    : offered;
}

/** What the limit means for programs that cannot ping. */
export function cannotPingWords({ ping }: Settings): string {
  return ping.policy === 'required'
    ? 'Some programs cannot ping. In Settings you chose that every program has to: one that cannot is disconnected. You can exempt it.'
    : 'Some programs cannot ping. They are never cut off for that: Vigil watches their connection, stops the toys if that ends, and marks their card "connection only".';
}
