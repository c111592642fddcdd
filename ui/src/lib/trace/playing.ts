import type { ProgramView } from '../backend/bindings';

/** When each program was last seen to move something, while Watch or the page of a program was open. */
export class Playing {
  #movedAt = new Map<number, number>();

  take(programs: readonly ProgramView[], atMs: number): void {
    const seen = new Map<number, number>();
    for (const { id, moves } of programs) {
      const movedAt = moves.length > 0 ? atMs : this.#movedAt.get(id);
      if (movedAt !== undefined) seen.set(id, movedAt);
    }
    // A program that is gone leaves nothing behind.
    this.#movedAt = seen;
  }

  /** For how many milliseconds it has moved nothing; without end if it never moved anything. */
  stillFor(id: number, nowMs: number): number {
    return nowMs - (this.#movedAt.get(id) ?? -Infinity);
  }
}
