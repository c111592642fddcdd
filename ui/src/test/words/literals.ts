import { parse } from 'svelte/compiler';
import type { Source } from './sources';

/** Words that a person would read, written in the code instead of a message file. */

export interface Literal {
  where: string;
  text: string;
}

type Node = Record<string, unknown> & { type: string };

/** What is read out or shown, whatever its case. */
const READ =
  /^(aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label)$/;

export function literals({ path, code }: Source): Literal[] {
  const whole = path.endsWith('.svelte')
    ? code
    : `<script lang="ts">${code.replaceAll('</script', '')}</script>`;
  const tree = parse(whole, { modern: true, filename: path }) as unknown as Node;
  const found: Literal[] = [];
  const add = (text: string) => found.push({ where: path, text: text.trim().replace(/\s+/g, ' ') });

  const walk = (node: unknown, parents: readonly Node[]): void => {
    if (Array.isArray(node)) {
      for (const one of node) walk(one, parents);
      return;
    }
    if (!isNode(node) || isSkipped(node)) return;
    const parent = parents.at(-1);
    if (node.type === 'Text') {
      const text = node.data as string;
      if (parent?.type === 'Attribute' ? isRead(parent) && hasWord(text) : hasWord(text)) add(text);
    } else if (node.type === 'Literal' && typeof node.value === 'string') {
      if (isWords(node.value) || (isShown(parents) && hasWord(node.value) && !isMessage(parent)))
        add(node.value);
    } else if (node.type === 'TemplateElement') {
      const text = (node.value as { cooked?: string }).cooked ?? '';
      if (isWords(text) || /\p{L}{2,} | \p{L}{2,}/u.test(text)) add(text);
    }
    for (const [key, value] of Object.entries(node)) {
      if (key !== 'css' && key !== 'comments' && key !== 'metadata') walk(value, [...parents, node]);
    }
  };
  walk(tree, []);
  return found;
}

/** Two letters in a row, as every word of these languages has. */
function hasWord(text: string): boolean {
  return /\p{L}{2,}/u.test(text);
}

/** A sentence, or a word with a capital: ids, classes and addresses have neither. */
function isWords(text: string): boolean {
  // Pictures and conditions of style sheets.
  if (/^\s*[<(]/.test(text)) return false;
  return (
    /^\p{Lu}\p{Ll}+$/u.test(text) ||
    /\p{L}{2,}[,.:…]? +\p{L}/u.test(text) ||
    /[\u0080-\uFFFF]\p{L}/u.test(text)
  );
}

/** An attribute that a person reads, or a property of a part that becomes one. */
function isRead(attribute: Node): boolean {
  return READ.test(String(attribute.name));
}

/** A string that is put on the screen as it is: `{on ? 'on' : 'off'}`, `title={'of it'}`. */
function isShown(parents: readonly Node[]): boolean {
  const at = parents.findLastIndex(({ type }) => type === 'ExpressionTag');
  if (at === -1) return false;
  const between = parents.slice(at + 1);
  const isPlain = between.every(({ type }) => type === 'ConditionalExpression' || type === 'TemplateLiteral');
  const around = parents[at - 1];
  return isPlain && (around?.type !== 'Attribute' || isRead(around));
}

/** The id of a message is no word. */
function isMessage(parent: Node | undefined): boolean {
  return parent?.type === 'CallExpression';
}

/** What a person does not read: types, where code comes from, what only developers are told, what is compared. */
function isSkipped(node: Node): boolean {
  if (/^TS(?!NonNull|As|Satisfies)/.test(node.type) || node.type === 'StyleSheet') return true;
  if (/^(Import|ExportAll)/.test(node.type) || /^(Comment|StyleDirective|SvelteOptions)$/.test(node.type))
    return true;
  if (node.type === 'BinaryExpression' && node.operator !== '+') return true;
  if (node.type === 'NewExpression') return nameOf(node.callee) === 'Error';
  if (node.type === 'CallExpression') return nameOf(node.callee).startsWith('console.');
  return false;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node.name);
  if (node.type === 'MemberExpression') return `${nameOf(node.object)}.${nameOf(node.property)}`;
  return '';
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
