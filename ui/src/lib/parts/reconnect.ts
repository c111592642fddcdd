import type { ProgramView } from '../backend/bindings';
import { limit } from '../time';
import { list, shortened } from '../words';
import { say } from '../language/language.svelte';

/** The programs that are held to something else than the settings say, because they connected before. */
export function outdatedOf(programs: readonly ProgramView[]): ProgramView[] {
  return programs.filter((program) => program.outdated_limit);
}

export interface ReconnectWords {
  question: string;
  why: string;
  button: string;
}

/** What is asked about these programs, and what becomes of what they move. Pure. */
export function reconnectWords(outdated: readonly ProgramView[], limitMs: number): ReconnectWords {
  const names = outdated.map((program) => shortened(program.name));
  const who = names.length <= 2 ? list(names) : say('reconnect-programs', { count: names.length });
  const count = outdated.length;
  const isOther = outdated.some(({ watch }) => watch.kind !== 'ping' || watch.limit_ms !== limitMs);
  const question =
    limitMs === 0
      ? say('reconnect-no-limit', { who, count })
      : isOther
        ? say('reconnect-limit', { who, limit: limit(limitMs) })
        : say('reconnect-settings', { who });
  const moved = [...new Set(outdated.flatMap((program) => program.moves))];
  return {
    question,
    why: moved.length === 0 ? say('reconnect-why') : say('reconnect-why-stops', { toys: list(moved) }),
    button: count > 1 ? say('reconnect-many', { count }) : say('reconnect-it'),
  };
}
