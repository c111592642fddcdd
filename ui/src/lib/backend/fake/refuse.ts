import { REFUSALS } from './refusals';

export type Refusal = keyof typeof REFUSALS;

/** Rejects as the core does. Which settings are valid only the core knows: tests say when one is refused. */
export function refuse(why: Refusal): never {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the core rejects with this very object
  throw REFUSALS[why];
}

export function found<T>(thing: T | undefined, otherwise: Refusal): T {
  return thing ?? refuse(otherwise);
}
