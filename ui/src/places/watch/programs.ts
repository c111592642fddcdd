import type { AlertView, GapView, ProgramView, WatchView } from '../../lib/backend/bindings';
import { cutsOff } from '../../lib/icons/causes';
import { usualGap } from '../../lib/strip/strip';
import { atDayAndTime, duration, limit } from '../../lib/time';
import { list, shortened } from '../../lib/words';
import { say } from '../../lib/language/language.svelte';

/** What a program's card says. Pure. */

export function pingWords(program: ProgramView): string {
  const usual = usualGap(program.pings);
  if (program.pings_received === 0) {
    return program.watch.kind === 'ping' ? say('pings-awaited') : say('pings-never');
  }
  const count = program.pings_received;
  return usual === null
    ? say('pings-received', { count })
    : say('pings-every', { gap: duration(usual), count });
}

/** Its pings as they are seen at that moment of Vigil's clock. */
export function gapsOf(program: ProgramView, nowMs: number): GapView[] {
  return program.pings.map(({ at_ms, gap_ms }) => ({ ago_ms: Math.max(0, nowMs - at_ms), gap_ms }));
}

/** From more programs than these on, each gets less room, and those that were late come first. */
export const ROOMY = 6;

/** Whether more than half of its limit was used up lately. Not of the present moment alone, which changes with each ping. */
export function wasLate(program: ProgramView, nowMs: number): boolean {
  if (program.watch.kind !== 'ping') return false;
  const half = program.watch.limit_ms / 2;
  const silent = program.pings_received > 0 && nowMs - program.silent_since_ms > half;
  return silent || program.pings.some(({ gap_ms }) => gap_ms > half);
}

/**
 * In which order the cards stand: as programs came, and with many of them those first that were late. While somebody points
 * at one of them, all stay where they are.
 */
export function ordered(
  programs: readonly ProgramView[],
  before: readonly number[],
  nowMs: number,
  stays: boolean,
): ProgramView[] {
  if (stays) {
    const at = (program: ProgramView) => before.indexOf(program.id);
    const known = programs.filter((program) => at(program) !== -1);
    const fresh = programs.filter((program) => at(program) === -1);
    return [...known.sort((a, b) => at(a) - at(b)), ...fresh];
  }
  if (programs.length <= ROOMY) return [...programs];
  const late = programs.filter((program) => wasLate(program, nowMs));
  return [...late, ...programs.filter((program) => !late.includes(program))];
}

export function movesWords(program: ProgramView): string {
  return program.moves.length === 0 ? say('moves-nothing') : say('moves-toys', { toys: list(program.moves) });
}

/** What switching the server off does to those who are connected. */
export function switchOffWords(programs: readonly ProgramView[]): string {
  const [only] = programs;
  if (only === undefined) return say('switch-off-nobody');
  const moved = [...new Set(programs.flatMap((program) => program.moves))];
  const toys = list(moved);
  if (programs.length === 1) {
    const name = shortened(only.name);
    return moved.length === 0 ? say('switch-off-one', { name }) : say('switch-off-one-moves', { name, toys });
  }
  const count = programs.length;
  return moved.length === 0
    ? say('switch-off-many', { count })
    : say('switch-off-many-move', { count, toys });
}

/** What disconnecting a program does. */
export function disconnectWords(program: ProgramView): string {
  const name = shortened(program.name);
  return program.moves.length === 0
    ? say('disconnect-asks-paused', { name })
    : say('disconnect-asks', { name, toys: list(program.moves) });
}

/** What it asked for in vain, if it did. */
export function refusedWords({ refused }: ProgramView): string | null {
  if (refused === null) return null;
  return refused.count === 1
    ? say('refused-one', { last: refused.last })
    : say('refused-many', { count: refused.count, last: refused.last });
}

/** Which limit holds for this program. */
export function limitWords({ watch, outdated_limit }: ProgramView): string {
  const held = heldWords(watch);
  return outdated_limit ? `${held} ${say('held-later')}` : held;
}

function heldWords(watch: WatchView): string {
  const words = { limit: limit(watch.limit_ms) };
  if (watch.kind === 'ping') return say('held-to-limit', words);
  switch (watch.reason) {
    case 'off':
      return say('held-off', words);
    case 'exempt':
      return say('held-exempt', words);
    case 'never_pinged':
      return say('held-never-pinged', words);
    case 'pings_rarely':
      return say('held-pings-rarely', words);
  }
}

/** Programs that were cut off and that nobody has dismissed yet: one entry for each name, newest first. */
export interface CutOff {
  newest: AlertView;
  all: AlertView[];
  /** How often it was cut off. */
  times: number;
}

export function cutOffs(alerts: readonly AlertView[]): CutOff[] {
  const groups = new Map<string, CutOff>();
  for (const alert of alerts) {
    if (alert.dismissed || !cutsOff(alert.cause)) continue;
    const name = alert.program?.name ?? '';
    const group = groups.get(name);
    if (group === undefined) {
      groups.set(name, { newest: alert, all: [alert], times: alert.times.count });
    } else {
      group.all.push(alert);
      group.times += alert.times.count;
    }
  }
  return [...groups.values()];
}

/** What was cut off and is not back, and what the programs that are back were cut off from. */
export interface Returned {
  gone: CutOff[];
  /** By the number of the program. */
  back: ReadonlyMap<number, CutOff>;
}

export function returned(cut: readonly CutOff[], programs: readonly ProgramView[]): Returned {
  const back = new Map<number, CutOff>();
  const gone = cut.filter((group) => {
    const was = group.newest.program;
    if (was === null) return true;
    const same = programs.find(
      (program) => program.name === was.name && program.origin === was.origin && !back.has(program.id),
    );
    if (same !== undefined) back.set(same.id, group);
    return same === undefined;
  });
  return { gone, back };
}

/** `Was cut off at 12:03`, `Was cut off 3 times, last at 12:03`. */
export function returnedWords(group: CutOff, nowMs: number): string {
  const time = atDayAndTime(group.newest.times.last_at_ms, nowMs);
  return group.times === 1 ? say('returned', { time }) : say('returned-times', { count: group.times, time });
}

/** Toys that may still move: what stands still, the alert's sentence tells. */
export function doubtWords(alert: AlertView): string | null {
  const unsure = alert.toys.filter((toy) => toy.result === 'unconfirmed');
  if (unsure.length > 0) {
    const names = list(unsure.map((toy) => toy.name));
    return say('doubt-unconfirmed', { names });
  }
  const untold = alert.toys.filter((toy) => toy.result === 'nothing_to_tell');
  if (untold.length > 0) {
    const names = list(untold.map((toy) => toy.name));
    return say('doubt-untold', { names });
  }
  return null;
}
