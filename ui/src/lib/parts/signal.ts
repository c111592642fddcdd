/** How strong a radio is heard, for people. */

/** From none to four bars. The steps are where connections begin to get worse. */
export function bars(dbm: number | null): number {
  if (dbm === null) return 0;
  return dbm >= -60 ? 4 : dbm >= -70 ? 3 : dbm >= -80 ? 2 : 1;
}

const WORDS = ['unknown', 'very weak', 'weak', 'good', 'strong'];

/** `strong signal`; null where it is not known. */
export function strength(dbm: number | null): string | null {
  return dbm === null ? null : `${WORDS[bars(dbm)] ?? ''} signal`;
}

export function signalWords(dbm: number | null): string {
  const word = WORDS[bars(dbm)] ?? '';
  return dbm === null ? `Signal ${word}` : `Signal ${word}, ${String(dbm).replace('-', '−')} dBm`;
}
