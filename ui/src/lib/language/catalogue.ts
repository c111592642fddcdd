import { FluentBundle, FluentResource } from '@fluent/bundle';
import type { Language } from './languages';

/** The texts of all languages. They are small, and one that is here already never lets the window flash. */
const FILES = import.meta.glob<string>('../../../../src-tauri/locales/*/{terms,window-*}.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** `locale` decides how numbers and plurals are written: `de-AT` for `de`. `transform` changes what is not inserted. */
export function bundleOf(
  language: Language,
  locale: string,
  transform?: (text: string) => string,
): FluentBundle {
  // No marks around what is inserted: all three languages run from left to right, and people copy what they read.
  const bundle = new FluentBundle(locale, {
    useIsolating: false,
    ...(transform === undefined ? {} : { transform }),
  });
  for (const [path, text] of Object.entries(FILES)) {
    if (path.includes(`/${language}/`)) bundle.addResource(new FluentResource(text));
  }
  return bundle;
}
