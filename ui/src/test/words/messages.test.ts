import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../lib/language/languages';
import { allTexts, fileNames, read, type Entry } from './ftl';
import { sources } from './sources';
import { typesOf } from './types';

const TYPES = 'src/lib/language/messages.ts';
const english = read('en').entries;
const others = LANGUAGES.filter((language) => language !== 'en');

describe.each(LANGUAGES)('the messages in %s', (language) => {
  const { entries, junk } = read(language);

  it('can be read', () => {
    expect(junk).toEqual([]);
  });

  it('have one text each', () => {
    const ids = entries.map(({ id }) => id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  it('name only terms and messages that exist', () => {
    const ids = new Set(entries.map(({ id }) => id));
    expect(
      entries.flatMap(({ id, uses }) => uses.filter((used) => !ids.has(used)).map((u) => `${id}: ${u}`)),
    ).toEqual([]);
  });
});

describe.each(others)('the translation %s', (language) => {
  const { entries } = read(language);
  const place = ({ file, id }: Entry) => `${file}: ${id}`;

  it('has every message of English, in the same file, and no other', () => {
    expect(fileNames(language)).toEqual(fileNames('en'));
    expect(entries.map(place).sort()).toEqual(english.map(place).sort());
  });

  it('has the same variables', () => {
    const wanted = new Map(english.map((entry) => [entry.id, entry.variables.join(', ')]));
    const different = entries.filter(({ id, variables }) => wanted.get(id) !== variables.join(', '));
    expect(different.map(({ id, variables }) => `${id}: ${variables.join(', ')}`)).toEqual([]);
  });
});

describe('the messages and the code', () => {
  const code = sources();

  it('agree about the types; `npm run messages` writes them', () => {
    const types = typesOf(english);
    if (process.env.VIGIL_WRITE_BINDINGS !== undefined) writeFileSync(TYPES, types);
    expect(readFileSync(TYPES, 'utf8')).toBe(types);
  });

  it('know no message that nobody says', () => {
    const said = new Set(
      code.flatMap(({ code }) => [...code.matchAll(/['"`]([a-z][a-z0-9-]*)['"`]/g)].map(([, id]) => id)),
    );
    const used = new Set([...english.flatMap(({ uses }) => uses)]);
    // The tray and the notifications name terms as well.
    const texts = allTexts('en');
    const unused = english.filter(({ id, isTerm }) =>
      isTerm ? !texts.includes(`{ ${id} }`) : !said.has(id) && !used.has(id),
    );
    expect(unused.map(({ id }) => id)).toEqual([]);
  });

  it('say no message that does not exist', () => {
    const ids = new Set(english.map(({ id }) => id));
    const said = code.flatMap(({ path, code }) =>
      [...code.matchAll(/\b(?:say|formatted|pieces)\(\s*'([^']+)'|<Said\s+id="([^"]+)"/g)].map(
        ([, called, drawn]) => ({ path, id: called ?? drawn ?? '' }),
      ),
    );
    expect(said.filter(({ id }) => !ids.has(id))).toEqual([]);
    expect(said.length).toBeGreaterThan(10);
  });
});
