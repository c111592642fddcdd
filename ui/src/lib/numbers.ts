import { locale, say } from './language/language.svelte';

/** Numbers as the window's language writes them, and numbers that a person types. */

const formats = new Map<string, Intl.NumberFormat>();

/** With at least and at most so many digits after the point. */
export function number(value: number, least = 0, most = least): string {
  const key = `${locale()} ${least} ${most}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale(), { minimumFractionDigits: least, maximumFractionDigits: most });
    formats.set(key, format);
  }
  return format.format(value);
}

/** `600000` as `600,000`. */
export function grouped(value: number): string {
  return number(Math.round(value));
}

/** `20 %`, from 0 to 100. */
export function percent(value: number): string {
  return say('percent', { value: number(Math.round(value)) });
}

export type Parsed = { value: number } | { sentence: string };

/** A whole number that the core can be asked about; whether it is allowed, the core says. */
export function parseWhole(text: string, most: number, sentence: string): Parsed {
  const between = separatesByPoint() ? /[ ,_'’.](?=\d{3}(\D|$))/g : /[ ,_'’](?=\d{3}(\D|$))/g;
  const digits = text.trim().replace(between, '');
  if (!/^\d+$/.test(digits)) return { sentence };
  const value = Number(digits);
  return value > most ? { sentence } : { value };
}

/** Whether 1500 may be written `1.500`. A space, a comma and an apostrophe are understood everywhere. */
function separatesByPoint(): boolean {
  const parts = new Intl.NumberFormat(locale()).formatToParts(1_000_000);
  return parts.some(({ type, value }) => type === 'group' && value === '.');
}

export const U16_MAX = 65_535;
export const U32_MAX = 4_294_967_295;
