import { say } from '../language/language.svelte';

/** How strong a radio is heard, for people. */

/** From none to four bars. The steps are where connections begin to get worse. */
export function bars(dbm: number | null): 0 | Heard {
  return dbm === null ? 0 : heard(dbm);
}

type Heard = keyof typeof WORDS;

function heard(dbm: number): Heard {
  return dbm >= -60 ? 4 : dbm >= -70 ? 3 : dbm >= -80 ? 2 : 1;
}

const WORDS = { 1: 'signal-1', 2: 'signal-2', 3: 'signal-3', 4: 'signal-4' } as const;
const WITH_DBM = { 1: 'signal-1-dbm', 2: 'signal-2-dbm', 3: 'signal-3-dbm', 4: 'signal-4-dbm' } as const;
const ALONE = {
  1: 'details-signal-1',
  2: 'details-signal-2',
  3: 'details-signal-3',
  4: 'details-signal-4',
} as const;

/** `strong signal`; null where it is not known. */
export function strength(dbm: number | null): string | null {
  return dbm === null ? null : say(WORDS[heard(dbm)]);
}

/** `weak, −75 dBm`, where it is said beside that it is the signal. */
export function strengthWords(dbm: number): string {
  return say(ALONE[heard(dbm)], { dbm: minus(dbm) });
}

/** With a minus as long as a plus is wide, in every language. */
export function minus(dbm: number): string {
  return String(dbm).replace('-', '−');
}

export function signalWords(dbm: number | null): string {
  return dbm === null ? say('signal-unknown') : say(WITH_DBM[heard(dbm)], { dbm: minus(dbm) });
}
