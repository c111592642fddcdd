import { formatted, type Variable } from './language.svelte';

/** A part of a sentence: text, or the name of what is drawn there. */
export type Piece = { text: string } | { slot: string };

/** These characters of Unicode's private area stand in no message. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];

/** A message cut where something other than text stands in it. */
export function pieces(id: string, variables: Record<string, Variable>, slots: readonly string[]): Piece[] {
  const marks = Object.fromEntries(slots.map((slot) => [slot, `${OPEN}${slot}${CLOSE}`]));
  return formatted(id, { ...variables, ...marks })
    .split(/(\uE000[^\uE001]*\uE001)/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(OPEN) ? slotOf(part, slots) : { text: part }));
}

/** What somebody else named so is text like any other. */
function slotOf(part: string, slots: readonly string[]): Piece {
  const slot = part.slice(1, -1);
  return slots.includes(slot) ? { slot } : { text: part };
}
