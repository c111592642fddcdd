import type { FluentBundle, FluentVariable } from '@fluent/bundle';
import { bundleOf } from './catalogue';
import { localeOf, type Language } from './languages';
import type { Messages } from './messages';

export type MessageId = keyof Messages;

/** Messages into which nothing is inserted. */
export type PlainId = { [Id in MessageId]: [Messages[Id]] extends [never] ? Id : never }[MessageId];

export type Variable = string | number;
type Variables<Id extends MessageId> = [Messages[Id]] extends [never]
  ? []
  : [variables: Record<Messages[Id], Variable>];

interface Spoken {
  language: Language;
  /** How numbers, lists and dates are written. */
  locale: string;
  bundle: FluentBundle;
}

let spoken = $state.raw(speaking('en'));

/** What a message says if it cannot be said in the language. Read when it is first needed. */
let english: FluentBundle | null = null;

function speaking(language: Language, transform?: (text: string) => string): Spoken {
  const locale = localeOf(language, navigator.languages);
  return { language, locale, bundle: bundleOf(language, locale, transform) };
}

/** The window speaks this language from now on. */
export function speak(language: Language, transform?: (text: string) => string): void {
  const { documentElement } = document;
  if (documentElement.lang !== language) documentElement.lang = language;
  if (spoken.language === language && transform === undefined) return;
  spoken = speaking(language, transform);
}

/** How numbers, lists and dates are written now. */
export function locale(): string {
  return spoken.locale;
}

/** A message in the window's language. What cannot be said in it is said in English, and never nothing. */
export function say<Id extends MessageId>(id: Id, ...[variables]: Variables<Id>): string {
  return formatted(id, variables);
}

/** The same where the types cannot know which variables it has. */
export function formatted(id: string, variables: Record<string, Variable> | null = null): string {
  const said = textOf(spoken.bundle, id, variables);
  if (said?.isWhole === true) return said.text;
  english ??= bundleOf('en', 'en');
  return textOf(english, id, variables)?.text ?? id;
}

function textOf(
  bundle: FluentBundle,
  id: string,
  variables: Record<string, FluentVariable> | null,
): { text: string; isWhole: boolean } | null {
  const pattern = bundle.getMessage(id)?.value;
  if (pattern === undefined || pattern === null) return null;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, variables, errors);
  return { text, isWhole: errors.length === 0 && text !== '' };
}
