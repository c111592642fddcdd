import type { Actions } from '../state/actions';
import { U32_MAX, parseWhole } from '../numbers';
import { withPing } from '../settings';
import { limit } from '../time';
import { say } from '../language/language.svelte';

/** The limits that take one click. */
export const PRESETS = [
  { ms: 0, testid: 'limit-off' },
  { ms: 1000, testid: 'limit-1000' },
  { ms: 2000, testid: 'limit-2000' },
  { ms: 5000, testid: 'limit-5000' },
] as const;

export function presetWords(ms: number): string {
  return ms === 0 ? say('off') : limit(ms);
}

/** What Vigil recommends: programs that ping do so several times a second. */
export const RECOMMENDED_MS = 1000;

/** `1.5 s`, `2s`, `1,5 Sek.`, `2 秒`. */
const SECONDS = /^(\d{1,4}(?:[.,]\d{1,3})?)\s*(?:s|sec|seconds?|sek\.?|sekunden?|秒)$/i;

export function isPreset(ms: number): boolean {
  return PRESETS.some((preset) => preset.ms === ms);
}

/** Saves a limit. Null when it holds, the sentence for the field when it was refused, false when told elsewhere. */
export async function saveLimit(actions: Actions, ms: number): Promise<string | null | false> {
  const outcome = await actions.save(withPing({ limit_ms: ms }), 'ping.limit_ms');
  if (outcome.kind === 'saved') return null;
  return outcome.kind === 'refused' ? outcome.sentence : false;
}

export async function saveTypedLimit(actions: Actions, text: string): Promise<string | null | false> {
  const seconds = SECONDS.exec(text.trim())?.[1];
  if (seconds !== undefined) return saveLimit(actions, Math.round(Number(seconds.replace(',', '.')) * 1000));
  const parsed = parseWhole(text.replace(/\s*(?:ms|ミリ秒)\s*$/i, ''), U32_MAX, say('limit-ask'));
  return 'sentence' in parsed ? parsed.sentence : saveLimit(actions, parsed.value);
}
