/** The languages that Vigil speaks. Pure. */
export const LANGUAGES = ['en', 'de', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The first of these tags (`de-AT`, `ja`) whose language Vigil speaks, else English. */
export function languageOf(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = LANGUAGES.find((known) => known === baseOf(tag));
    if (language !== undefined) return language;
  }
  return 'en';
}

/** How this language is written where the person lives, if the system says so: `de-AT` for `de`. */
export function localeOf(language: Language, tags: readonly string[]): string {
  return tags.find((tag) => baseOf(tag) === language && isKnown(tag)) ?? language;
}

function baseOf(tag: string): string {
  return tag.split(/[-_]/)[0]?.toLowerCase() ?? '';
}

/** `C` and the like are no languages for `Intl`. */
export function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
