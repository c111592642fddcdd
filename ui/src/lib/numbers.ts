/** Numbers that a person types. */

export type Parsed = { value: number } | { sentence: string };

/** A whole number that the core can be asked about; whether it is allowed, the core says. */
export function parseWhole(text: string, most: number, sentence: string): Parsed {
  const digits = text.trim().replace(/[ ,_'](?=\d{3}(\D|$))/g, '');
  if (!/^\d+$/.test(digits)) return { sentence };
  const value = Number(digits);
  return value > most ? { sentence } : { value };
}

export const U16_MAX = 65_535;
export const U32_MAX = 4_294_967_295;
