/** The text of a message, made fit for eyes: nothing of it is changed but how it looks. Pure. */

/** What cannot be seen but changes how other characters look; a little more than the core's `text.rs` escapes. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** With what is deceptive in it escaped. */
export function shown(text: string): string {
  return text.replace(DECEPTIVE, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The name of the message; null if none can be made out. */
export function nameOf(text: string): string | null {
  return /^[\s\ufeff]*\[?\s*\{\s*"([A-Za-z0-9_]{1,64})"\s*:/.exec(text)?.[1] ?? null;
}

/** With lines and indents, token by token: numbers and what stands twice stay as they came, and it may be cut anywhere. */
export function pretty(text: string): string {
  let out = '';
  let depth = 0;
  const line = () => `\n${'  '.repeat(Math.min(depth, 40))}`;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\[^])*"?|[[\]{},:]|[^\s"[\]{},:]+/g)) {
    if (token === '{' || token === '[') {
      depth += 1;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth = Math.max(0, depth - 1);
      // Nothing stands in it.
      out = /[[{]\s*$/.test(out.slice(-100)) ? out.trimEnd() + token : out + line() + token;
    } else if (token === ',') out += token + line();
    else out += token === ':' ? ': ' : shown(token);
  }
  return out;
}
