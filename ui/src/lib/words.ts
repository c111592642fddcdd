import { locale, say } from './language/language.svelte';

/** `Edge`, `Edge and Solace`, `Edge, Solace and 2 more`. */
export function list(names: readonly string[], most = 3): string {
  const shown = names.length <= most ? names : names.slice(0, most - 1);
  const more = names.length - shown.length;
  const all = more === 0 ? shown : [...shown, say('and-more', { count: more })];
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(all);
}

/** A name that somebody else chose, for a sentence or a heading: with a mark where it goes on. */
export function shortened(name: string, most = 40): string {
  if (name.length <= most) return name;
  const letters = [...LETTERS.segment(name)].map(({ segment }) => segment);
  if (letters.length <= most) return name;
  const shown = letters.slice(0, most - 1).join('');
  return `${shown.trimEnd()}…`;
}

/** What a person takes for one letter, such as an emoji of several parts. */
const LETTERS = new Intl.Segmenter('en');
