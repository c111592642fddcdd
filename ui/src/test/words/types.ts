import type { Entry } from './ftl';

/** The types of all messages: what has to be inserted into each. */
export function typesOf(entries: readonly Entry[]): string {
  const lines = entries
    .filter(({ isTerm }) => !isTerm)
    .map(({ id, variables }) => `  '${id}': ${variables.map((name) => `'${name}'`).join(' | ') || 'never'};`);
  return `// Made from src-tauri/locales/en by \`npm run messages\`.

/** Every message of the window, and the names of what is inserted into it. */
export interface Messages {
${lines.join('\n')}
}
`;
}
