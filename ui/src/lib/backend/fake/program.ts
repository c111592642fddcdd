import type { GapView, ProgramFiguresView, ProgramView, Settings, WatchView } from '../bindings';
import { gapCounts } from './gap_counts';

export interface Habits {
  name: string;
  /** 0: it never pings. */
  pingEveryMs: number;
  /** Part of the gap that is random. */
  jitter: number;
  /** Indices of the toys it moves. */
  toys: number[];
  origin?: string;
  /** From this age on it sends nothing more. */
  freezesAfterMs?: number;
}

const KEPT_MS = 60_000;

/** A program of the simulation: it pings as its habits say, and freezes when they say so. */
export class FakeProgram {
  readonly id: number;
  readonly habits: Habits;
  limitMs: number;
  age = 0;
  #lastPing = 0;
  #nextPing: number;
  #pings: { at: number; gap: number }[] = [];
  received = 0;
  /** All silences before its pings. */
  #silences: number[] = [];
  /** What it asked for in vain. */
  refused: ProgramView['refused'] = null;
  readonly #random: () => number;
  readonly #exempt: boolean;

  constructor(id: number, habits: Habits, settings: Settings, random: () => number) {
    this.id = id;
    this.habits = habits;
    this.#exempt = settings.ping.exempt_programs.some(
      (one) => one.name === habits.name && one.origin === (habits.origin ?? null),
    );
    this.limitMs = this.#exempt ? 0 : settings.ping.limit_ms;
    this.#random = random;
    this.#nextPing = this.#gap();
  }

  get frozen(): boolean {
    return this.habits.freezesAfterMs !== undefined && this.age >= this.habits.freezesAfterMs;
  }

  get silentMs(): number {
    return this.age - this.#lastPing;
  }

  /** Moves its time on; true when it pinged. */
  step(ms: number): boolean {
    this.age += ms;
    if (this.habits.pingEveryMs === 0 || this.frozen) return false;
    let pinged = false;
    while (this.#nextPing <= this.age) {
      this.#pings.push({ at: this.#nextPing, gap: this.#nextPing - this.#lastPing });
      this.#silences.push(this.#nextPing - this.#lastPing);
      this.#lastPing = this.#nextPing;
      this.#nextPing += this.#gap();
      this.received += 1;
      pinged = true;
    }
    this.#pings = this.#pings.filter((ping) => this.age - ping.at <= KEPT_MS);
    return pinged;
  }

  overdue(settings: Settings): boolean {
    return this.#watch(settings).kind === 'ping' && this.silentMs > this.limitMs;
  }

  isOutdated(settings: Settings): boolean {
    return (this.#exempt ? 0 : settings.ping.limit_ms) !== this.limitMs;
  }

  gaps(): GapView[] {
    return this.#pings.map((ping) => ({
      ago_ms: Math.round(this.age - ping.at),
      gap_ms: Math.round(ping.gap),
    }));
  }

  /** As if it sent ten messages a second beside its pings, and each was answered. */
  figures(nowMs: number): ProgramFiguresView {
    const messages = 1 + this.received + Math.floor(this.age / 100);
    return {
      at_ms: nowMs,
      from_program: messages,
      to_program: messages + 2,
      longest_gap_ms: this.#silences.length === 0 ? null : Math.round(Math.max(...this.#silences)),
      gaps: gapCounts(this.#silences),
    };
  }

  view(settings: Settings, moves: string[], nowMs: number): ProgramView {
    return {
      id: this.id,
      name: this.habits.name,
      address: `127.0.0.1:${50_000 + this.id * 17}`,
      origin: this.habits.origin ?? null,
      protocol: this.habits.origin === undefined ? '4.0' : '3.0',
      connected_at_ms: Math.round(nowMs - this.age),
      watch: this.#watch(settings),
      pings_received: this.received,
      silent_since_ms: Math.round(nowMs - this.silentMs),
      pings: this.#pings.map(({ at, gap }) => ({
        at_ms: Math.round(nowMs - this.age + at),
        gap_ms: Math.round(gap),
      })),
      moves,
      outdated_limit: this.isOutdated(settings),
      refused: this.refused,
    };
  }

  #watch(settings: Settings): WatchView {
    const heartbeat = settings.ping.connection_limit_ms;
    if (this.#exempt) return { kind: 'connection_only', reason: 'exempt', limit_ms: heartbeat };
    if (this.limitMs === 0) return { kind: 'connection_only', reason: 'off', limit_ms: heartbeat };
    if (this.received < 2 && settings.ping.policy === 'where_supported') {
      const reason = this.received === 0 ? 'never_pinged' : 'pings_rarely';
      return { kind: 'connection_only', reason, limit_ms: heartbeat };
    }
    return { kind: 'ping', limit_ms: this.limitMs };
  }

  #gap(): number {
    const { pingEveryMs, jitter } = this.habits;
    // Now and then a longer one, as real programs have.
    const stumble = this.#random() < 0.04 ? 0.45 : 0;
    return Math.max(10, pingEveryMs * (1 + (this.#random() - 0.5) * 2 * jitter + stumble));
  }
}
