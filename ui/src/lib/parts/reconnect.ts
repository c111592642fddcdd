import type { ProgramView } from '../backend/bindings';
import { limit } from '../time';
import { count, list, shortened } from '../words';

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
  const who = names.length <= 2 ? list(names) : count(names.length, 'program');
  const holds =
    limitMs === 0
      ? 'no limit holds for it any more'
      : outdated.some((program) => program.watch.kind !== 'ping' || program.watch.limit_ms !== limitMs)
        ? `${limit(limitMs)} holds`
        : 'the new settings hold';
  const many = outdated.length > 1;
  const moved = [...new Set(outdated.flatMap((program) => program.moves))];
  const stops = moved.length === 0 ? '' : ` It stops ${list(moved)} first.`;
  return {
    question: `Reconnect ${who} so that ${many ? holds.replace('for it', 'for them') : holds}?`,
    why: `A program learns its limit when it connects.${stops} Most programs connect again by themselves.`,
    button: many ? `Reconnect ${count(outdated.length, 'program')}` : 'Reconnect it',
  };
}
