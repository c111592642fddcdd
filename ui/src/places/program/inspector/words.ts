import type { LimitedView, MessageView, VerdictView } from '../../../lib/backend/bindings';
import { say, type PlainId } from '../../../lib/language/language.svelte';
import { grouped, percent } from '../../../lib/numbers';

/** What the inspector says. Pure. */

export const WAYS = {
  both: 'messages-both',
  vigil: 'messages-from',
  program: 'messages-to',
} as const satisfies Record<string, PlainId>;

export type WayWish = keyof typeof WAYS;
export const WAY_WISHES: readonly WayWish[] = ['both', 'vigil', 'program'];

export const KINDS = {
  all: 'messages-every',
  no_pings: 'messages-no-pings',
  objections: 'messages-objections',
} as const satisfies Record<string, PlainId>;

/** For the line of a message. */
export function verdictWords(verdict: VerdictView): string {
  switch (verdict.kind) {
    case 'accepted':
      return say('message-accepted');
    case 'waits':
      return say('message-waits');
    case 'limited':
      return say('message-limited');
    case 'refused':
      return say('message-refused', { code: verdict.code });
  }
}

/** Why; empty where there is nothing to explain. What a program is told, it is told in English. */
export function whyWords(verdict: VerdictView): string[] {
  switch (verdict.kind) {
    case 'limited':
      return verdict.outputs.map(limitWords);
    case 'refused':
      return [`${verdict.name}: ${verdict.reason}`];
    case 'waits':
      return [say('message-waits-why')];
    case 'accepted':
      return [];
  }
}

function limitWords(output: LimitedView): string {
  const { kind, feature, wished, told } = output;
  const [from, to] = [percent(output.from_percent), percent(output.to_percent)];
  const sentences = [say('message-limited-why', { kind, feature, wished, told })];
  if (output.from_percent > 0) sentences.push(say('message-range', { from, to }));
  else if (output.to_percent < 100) sentences.push(say('message-up-to', { to }));
  if (output.reversed) sentences.push(say('message-turned'));
  return sentences.join(' ');
}

/** What else there is to know of a message. */
export function factWords(message: MessageView): string[] {
  const { way, cut_from: length } = message;
  const facts = [say('message-number', { number: grouped(message.number) })];
  if (way.to === 'program' && way.answers !== null) {
    facts.push(say('message-answers', { number: grouped(way.answers) }));
  }
  if (way.to === 'vigil' && way.part !== null) {
    const [part, count] = way.part;
    facts.push(say('message-part', { part: grouped(part), count: grouped(count) }));
  }
  if (way.to === 'vigil' && way.binary) facts.push(say('message-binary'));
  if (length !== null) facts.push(say('message-cut', { bytes: grouped(length) }));
  return facts;
}

/** `newer`: than what is shown, where that stands still. */
export function stateWords(shown: number, follow: boolean, newer: number | null): string {
  const messages = say('messages-count', { count: shown });
  if (newer !== null) return say('messages-paused', { messages, newer });
  return follow ? say('messages-following', { messages }) : say('messages-scroll', { messages });
}
