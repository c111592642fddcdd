import { readFileSync, readdirSync } from 'node:fs';
import { FluentParser, Visitor, type Message, type Term, type VariableReference } from '@fluent/syntax';
import type { Language } from '../../lib/language/languages';

/** The message files of the window, as Fluent's own parser reads them. */

const LOCALES = '../src-tauri/locales';

export interface Entry {
  file: string;
  /** Terms begin with `-`. */
  id: string;
  isTerm: boolean;
  variables: string[];
  /** Messages and terms that stand in it. */
  uses: string[];
}

export interface FtlFiles {
  entries: Entry[];
  /** What the parser could not read. */
  junk: string[];
}

export function fileNames(language: Language): string[] {
  return readdirSync(`${LOCALES}/${language}`)
    .filter((name) => name === 'terms.ftl' || /^window-.*\.ftl$/.test(name))
    .sort();
}

/** All message files of a language, of the window and of what stands outside it. */
export function allTexts(language: Language): string {
  return readdirSync(`${LOCALES}/${language}`)
    .map((name) => readFileSync(`${LOCALES}/${language}/${name}`, 'utf8'))
    .join('\n');
}

export function read(language: Language): FtlFiles {
  const parser = new FluentParser({ withSpans: false });
  const found: FtlFiles = { entries: [], junk: [] };
  for (const file of fileNames(language)) {
    for (const entry of parser.parse(readFileSync(`${LOCALES}/${language}/${file}`, 'utf8')).body) {
      if (entry.type === 'Junk') found.junk.push(`${language}/${file}: ${entry.content.trim()}`);
      if (entry.type === 'Message' || entry.type === 'Term') {
        found.entries.push(entryOf(file, entry));
      }
    }
  }
  return found;
}

function entryOf(file: string, entry: Message | Term): Entry {
  const parts = new Parts();
  parts.visit(entry);
  const isTerm = entry.type === 'Term';
  return {
    file,
    id: isTerm ? `-${entry.id.name}` : entry.id.name,
    isTerm,
    variables: [...parts.variables].sort(),
    uses: [...parts.uses],
  };
}

class Parts extends Visitor {
  readonly variables = new Set<string>();
  readonly uses = new Set<string>();

  override visitVariableReference(node: VariableReference): void {
    this.variables.add(node.id.name);
  }

  override visitTermReference(node: { id: { name: string } }): void {
    this.uses.add(`-${node.id.name}`);
  }

  override visitMessageReference(node: { id: { name: string } }): void {
    this.uses.add(node.id.name);
  }
}
