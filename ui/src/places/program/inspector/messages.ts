import type { MessagesView, MessageView } from '../../../lib/backend/bindings';
import { nameOf } from './wire';
import type { WayWish } from './words';

/** Which messages there are, and which of them are shown. Pure. */

/** As many as the core keeps. */
export const MOST = 500;

export type Row =
  | { number: number; kind: 'message'; message: MessageView }
  /** Messages that were not kept. */
  | { number: number; kind: 'gap'; missing: number };

export interface Filter {
  text: string;
  way: WayWish;
  /** `all`, `no_pings`, `objections`, or the name of a message after `=`. */
  kind: string;
}

export const EVERYTHING: Filter = { text: '', way: 'both', kind: 'all' };

/** With what is new, in the order of their numbers. */
export function merged(known: readonly MessageView[], news: MessagesView): readonly MessageView[] {
  if (news.messages.length === 0 && news.settled.length === 0) return known;
  const all = [...known, ...news.messages].sort((a, b) => a.number - b.number).slice(-MOST);
  const became = new Map(news.settled.map(({ number, verdict }) => [number, verdict]));
  return all.map((message) => {
    const verdict = became.get(message.number);
    if (verdict === undefined || message.way.to !== 'vigil') return message;
    return { ...message, way: { ...message.way, verdict } };
  });
}

/** The names of messages that were seen, in the order of the alphabet. */
export function names(all: readonly MessageView[]): string[] {
  const seen = new Set(all.map((message) => nameOf(message.text)));
  return [...seen].filter((name) => name !== null).sort();
}

/** The messages that are wanted, and a row where some were not kept. */
export function rows(all: readonly MessageView[], filter: Filter): Row[] {
  const pings = new Set(all.filter(isPing).map((message) => message.number));
  const wanted = filter.text.trim().toLowerCase();
  const found: Row[] = [];
  let before: number | null = null;
  for (const message of all) {
    const { number } = message;
    if (before !== null && number > before + 1) {
      found.push({ number: before + 1, kind: 'gap', missing: number - before - 1 });
    }
    before = number;
    if (filter.way !== 'both' && message.way.to !== filter.way) continue;
    if (!isOfKind(message, filter.kind, pings)) continue;
    if (wanted !== '' && !message.text.toLowerCase().includes(wanted)) continue;
    found.push({ number, kind: 'message', message });
  }
  return found;
}

function isOfKind(message: MessageView, kind: string, pings: ReadonlySet<number>): boolean {
  const { way, number } = message;
  switch (kind) {
    case 'all':
      return true;
    case 'no_pings':
      return !pings.has(number) && !(way.to === 'program' && way.answers !== null && pings.has(way.answers));
    case 'objections':
      return isError(message) || (way.to === 'vigil' && /limited|refused/.test(way.verdict.kind));
    default:
      return `=${nameOf(message.text) ?? ''}` === kind;
  }
}

function isPing(message: MessageView): boolean {
  const { way } = message;
  return way.to === 'vigil' && way.verdict.kind !== 'refused' && nameOf(message.text) === 'Ping';
}

/** Vigil told the program that something is wrong. */
export function isError(message: MessageView): boolean {
  return message.way.to === 'program' && nameOf(message.text) === 'Error';
}

/** A line of JSON for each, for a bug report. */
export function asText(all: readonly Row[], head: object): string {
  const lines = all.map((row) => (row.kind === 'gap' ? { not_kept: row.missing } : line(row.message)));
  return [head, ...lines].map((one) => JSON.stringify(one)).join('\n');
}

function line(message: MessageView): object {
  const { number, way, text, cut_from } = message;
  const time = new Date(message.at_ms).toISOString();
  const cut = cut_from === null ? {} : { cut_from_bytes: cut_from };
  if (way.to === 'program') {
    return {
      number,
      time,
      from: 'vigil',
      ...(way.answers === null ? {} : { answers: way.answers }),
      text,
      ...cut,
    };
  }
  const { kind, ...why } = way.verdict;
  const frame = {
    ...(way.binary ? { binary: true } : {}),
    ...(way.part === null ? {} : { part: way.part.join(' of ') }),
  };
  return { number, time, from: 'program', text, ...cut, ...frame, verdict: kind, ...why };
}
