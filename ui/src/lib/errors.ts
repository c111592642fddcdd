import type { RequestError } from './backend/bindings';
import { say } from './language/language.svelte';

/** Whether a rejection is one that the core worded for a person. */
export function isRequestError(error: unknown): error is RequestError {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'sentence' in error &&
    typeof error.sentence === 'string'
  );
}

/** What any rejection says to a person. */
export function sentenceOf(error: unknown): string {
  if (isRequestError(error)) return error.sentence;
  const detail = error instanceof Error ? error.message : typeof error === 'string' ? error : '';
  return detail === '' ? say('failed-unknown') : say('failed-detail', { detail });
}
