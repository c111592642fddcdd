import type { MessagesView, MessageView, MessageWay, VerdictView } from '../bindings';
import { found } from './refuse';
import type { FakeProgram } from './program';

/** As in the core: as many are kept until they are taken. */
const KEPT = 500;

const ACCEPTED: VerdictView = { kind: 'accepted' };

/** What a program says, again and again, and what becomes of it. */
const SAID: [string, VerdictView, string | null][] = [
  ['[{"Ping":{"Id":#}}]', ACCEPTED, null],
  [
    '[{"OutputCmd":{"Id":#,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":20}}}}]',
    {
      kind: 'limited',
      outputs: [
        {
          feature: 0,
          kind: 'Vibrate',
          wished: 20,
          told: 10,
          from_percent: 0,
          to_percent: 50,
          reversed: false,
        },
      ],
    },
    null,
  ],
  ['[{"StopCmd":{"Id":#,"DeviceIndex":0}}]', { kind: 'waits' }, null],
  [
    '[{"OutputCmd":{"Id":#,"DeviceIndex":9,"FeatureIndex":0,"Command":{"Vibrate":{"Value":20}}}}]',
    { kind: 'refused', code: 4, name: 'ERROR_DEVICE', reason: 'There is no device 9.' },
    'There is no device 9.',
  ],
];

/** The messages of one program, kept while somebody looks at them. */
export class FakeMessages {
  /** Whose messages are kept. */
  kept: FakeProgram | null = null;
  #fresh: MessageView[] = [];
  #counted = 2;
  #at = 0;
  readonly #wallNow: () => number;

  constructor(wallNow: () => number) {
    this.#wallNow = wallNow;
  }

  begin(program: FakeProgram | undefined): void {
    this.kept = found(program, 'program_gone');
    this.#fresh = [];
  }

  end(program: number): void {
    if (this.kept?.id === program) this.kept = null;
  }

  take(program: number, holds: boolean): MessagesView | null {
    if (this.kept?.id !== program) return null;
    const counted = this.#counted;
    if (holds) return { messages: [], settled: [], counted };
    return { messages: this.#fresh.splice(0), settled: [], counted };
  }

  /** So many messages, each with its answer. */
  say(times = 1): void {
    for (let time = 0; time < times; time += 1) {
      const [said, verdict, problem] = SAID[this.#at % SAID.length] ?? ['[]', ACCEPTED, null];
      this.#at += 1;
      const id = String(this.#at);
      this.note(said.replace('#', id), { to: 'vigil', verdict, binary: false, part: null });
      const answer =
        problem === null
          ? `[{"Ok":{"Id":${id}}}]`
          : `[{"Error":{"Id":${id},"ErrorMessage":"${problem}","ErrorCode":4}}]`;
      this.note(answer, { to: 'program', answers: this.#counted });
    }
  }

  note(text: string, way: MessageWay, cutFrom: number | null = null): void {
    this.#counted += 1;
    if (this.kept === null) return;
    const at_ms = Math.round(this.#wallNow());
    this.#fresh.push({ number: this.#counted, at_ms, text, cut_from: cutFrom, way });
    this.#fresh = this.#fresh.slice(-KEPT);
  }
}
