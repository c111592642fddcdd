import type {
  AlertView,
  AppView,
  AskingPageView,
  HoldRecord,
  LogLevel,
  LogLine,
  ServerView,
  Settings,
  SimulatedKind,
  StopKeyView,
  StoppedFrom,
} from '../bindings';
import { pageOf } from '../../offers';
import { duration } from '../../time';
import { list } from '../../words';
import { count } from './count';
import { FakeProgram, type Habits } from './program';
import type { ModelName } from './models';
import { FakeDrill } from './drill';
import { FakeRadio, type Findable } from './radio';
import { FakePages, NOBODY } from './pages';
import { random } from './random';
import { ADDRESS, CHATTER, defaults, UNKNOWN } from './samples';
import { FakeToy } from './toy';

/** As in the core: a window that is silent for so long moves nothing any more. */
const WINDOW_LIMIT_MS = 2000;
const CONNECTS_IN_MS = 1200;
/** As in the core: a repeat within this time is told in the same row. */
const SAME_WITHIN_MS = 3_600_000;

/** A core that is not there: programs, toys and alerts that move when `step` is called, and only then. */
export class World {
  settings: Settings = defaults();
  server: ServerView = { state: 'running', url: `${ADDRESS}12345` };
  /** Why everything is held, where it was not the person. */
  heldBecause: string | null = null;
  /** From where a person stopped everything, and when. */
  holdRecord: HoldRecord | null = null;
  /** What was taken over from another program. */
  imported: string | null = null;
  /** As the core counts: odd while everything is held. */
  #revision = 0;
  #hold = 0;
  programs: FakeProgram[] = [];
  /** Web pages that wait, and until when. */
  asking: AskingPageView[] = [];
  readonly pages = new FakePages();
  toys: FakeToy[] = [];
  readonly radio = new FakeRadio();
  readonly drill = new FakeDrill();
  /** What becomes of a stop key that the person has chosen. */
  stopKey: StopKeyView = { state: 'works' };
  alerts: AlertView[] = [];
  /** How often a tone was to be heard. */
  tones = 0;
  /** Log lines that nobody has taken yet. */
  fresh: LogLine[] = [];
  log: LogLine[] = [];
  /** Whether a program that was cut off comes back after a while. */
  reconnects = true;
  readonly wallStart: number;
  #now = 0;
  #seq = 0;
  #nextId = 1;
  #nextChatter = 0;
  /** When the window last gave a sign while the person moves toys with it. */
  #windowHeardAt = 0;
  #connecting: { at: number; toy: FakeToy }[] = [];
  #returning: { at: number; habits: Habits }[] = [];
  readonly #random = random(7);

  constructor(wallStart: number) {
    this.wallStart = wallStart;
  }

  get wallNow(): number {
    return this.wallStart + this.#now;
  }

  step(ms: number): void {
    this.#now += ms;
    for (const found of this.radio.step(ms, this.#random)) this.#find(found);
    this.#connect();
    this.#watchWindow();
    this.drill.step(this.#now, this.wallNow, this.settings.ping.limit_ms);
    if (this.server.state !== 'running') return;
    this.#comeBack();
    this.asking = this.asking.filter((page) => page.until_ms > this.#now);
    for (const program of [...this.programs]) {
      program.step(ms);
      if (!this.held && !program.frozen) {
        for (const toy of this.#toysOf(program)) toy.drive(this.#now + toy.index * 700);
      }
      if (program.overdue(this.settings)) this.#cutOff(program);
    }
    if (this.#now >= this.#nextChatter) {
      this.#nextChatter = this.#now + 180 + this.#random() * 500;
      const [level, target, message] =
        CHATTER[Math.floor(this.#random() * CHATTER.length)] ?? CHATTER[0] ?? never();
      this.write(level, target, message);
    }
  }

  get held(): boolean {
    return this.#hold % 2 === 1;
  }

  /** A new hold, also where there is one already. */
  hold(from: StoppedFrom = 'window', atMs = Date.now()): void {
    this.#hold += this.held ? 2 : 1;
    this.holdRecord = { version: 1, from, at_ms: atMs };
    for (const toy of this.toys) toy.stop();
  }

  /** Unless a newer one has taken its place. */
  release(hold: number): void {
    if (!this.held || hold !== this.#hold) return;
    this.#hold += 1;
    this.heldBecause = null;
    this.holdRecord = null;
  }

  startDrill(toy: FakeToy): void {
    this.drill.start(toy, this.#now);
  }

  connect(habits: Habits): FakeProgram {
    const program = new FakeProgram(this.#nextId++, habits, this.settings, this.#random);
    this.programs.push(program);
    this.write('info', 'vigil_server::session', `${habits.name} said hello`);
    return program;
  }

  disconnect(program: FakeProgram, backInMs: number | null): void {
    this.programs = this.programs.filter((other) => other !== program);
    for (const toy of this.#toysOf(program)) if (!this.#movers(toy).length) toy.stop();
    if (backInMs !== null) this.#returning.push({ at: this.#now + backInMs, habits: program.habits });
  }

  /** A web page that is not allowed wants to connect. */
  ask(origin: string, leftMs = 60_000): void {
    const names_nobody = NOBODY.test(origin);
    this.asking = [...this.asking, { origin, names_nobody, until_ms: this.#now + leftMs }];
    this.raise({
      cause: 'page_asks',
      sentence: names_nobody
        ? `A file on this computer, or an app, wants to move your toys. It calls itself ${origin}.`
        : `The web page ${origin} wants to move your toys.`,
      hint: 'It waits a minute for your answer. After that, allow it here and reload the page. Allow only a page that you know and trust.',
      program: null,
      silence: UNKNOWN,
      toys: [],
      offers: names_nobody ? [] : [{ kind: 'allow_page', origin }],
    });
  }

  /** The person has decided about a web page. */
  answerPage(origin: string, isAllowed: boolean, hint: string): void {
    const waits = this.asking.some((page) => page.origin === origin);
    this.asking = this.asking.filter((page) => page.origin !== origin);
    const newest = this.alerts.find((alert) => pageOf(alert) === origin);
    this.alerts = this.alerts.map((alert) =>
      pageOf(alert) === origin && (alert === newest || !alert.dismissed)
        ? { ...alert, hint, dismissed: true }
        : alert,
    );
    if (waits && isAllowed) this.connect({ name: 'Web Page', pingEveryMs: 0, jitter: 0, toys: [], origin });
  }

  addToy(kind: SimulatedKind, called?: string): FakeToy {
    const toy = FakeToy.onScreen(this.#nextIndex(), kind, called);
    this.toys.push(toy);
    this.settings = {
      ...this.settings,
      simulated_toys: [...this.settings.simulated_toys, { index: toy.index, kind }],
    };
    return toy;
  }

  addRadioToy(model: ModelName, called?: string): FakeToy {
    const toy = FakeToy.withRadio(this.#nextIndex(), model, called);
    this.toys.push(toy);
    return toy;
  }

  /** The window moves a toy. */
  tryToy(toy: FakeToy, feature: number, kind: string, value: number): void {
    this.#windowHeardAt = this.#now;
    toy.move(feature, kind, value);
  }

  keepTrying(): void {
    this.#windowHeardAt = this.#now;
  }

  stopTrying(): void {
    for (const toy of this.toys) if (toy.tried) toy.stop();
  }

  raise(alert: Omit<AlertView, 'id' | 'news' | 'times' | 'dismissed'>): AlertView {
    const id = Math.max(0, ...this.alerts.map((one) => one.id)) + 1;
    const again = this.alerts.find(
      (one) =>
        one.cause === alert.cause &&
        one.program?.name === alert.program?.name &&
        (one.program !== null || one.sentence === alert.sentence) &&
        this.wallNow - one.times.last_at_ms <= SAME_WITHIN_MS,
    );
    const last_at_ms = this.wallNow;
    const isMuted = this.settings.alerts.muted.includes(alert.cause);
    const wasRead = again?.dismissed ?? true;
    const raised = {
      ...alert,
      id: again?.id ?? id,
      news: again === undefined || wasRead ? id : again.news,
      times: {
        first_at_ms: again?.times.first_at_ms ?? last_at_ms,
        last_at_ms,
        count: (again?.times.count ?? 0) + 1,
      },
      dismissed: isMuted && wasRead,
    };
    this.alerts = [raised, ...this.alerts.filter((one) => one !== again)];
    if (!isMuted && this.settings.alerts.sound) this.tones += 1;
    this.write('warn', 'vigil::alerts', alert.sentence);
    return raised;
  }

  write(level: LogLevel, target: string, message: string): void {
    const line = { seq: this.#seq++, at_ms: this.wallNow, level, target, message };
    this.fresh.push(line);
    this.log = [...this.log, line].slice(-2000);
  }

  /** As if lines had been dropped. */
  dropLines(howMany: number): void {
    this.#seq += howMany;
  }

  view(): AppView {
    this.#revision += 1;
    return {
      revision: this.#revision,
      at_ms: Math.round(this.#now),
      version: '0.1.0',
      data_dir: '/home/you/.local/share/vigil',
      log_dir: '/home/you/.local/share/vigil/logs',
      server: this.server,
      held: this.held ? this.#hold : null,
      hold_record: this.held ? this.holdRecord : null,
      held_because: this.held ? this.heldBecause : null,
      programs: this.programs.map((program) =>
        program.view(this.settings, this.held ? [] : this.#toysOf(program).map((toy) => toy.name), this.#now),
      ),
      asking_pages: this.asking,
      pages: this.pages.view(this.settings.server),
      bluetooth: this.radio.view(this.settings.bluetooth.enabled, this.settings.bluetooth.adapter),
      toys: this.toys
        .map((toy) => toy.view(this.held ? [] : this.#movers(toy)))
        .sort((a, b) => Number(a.link === 'away') - Number(b.link === 'away') || a.index - b.index),
      drill: this.drill.view(),
      imported: this.imported,
      stop_key: this.settings.stop_key === null ? { state: 'off' } : this.stopKey,
      alerts: this.alerts.slice(0, 50),
      history: {
        revision: this.#revision,
        alerts: this.alerts.reduce((sum, alert) => sum + alert.times.count, 0),
        unread: this.alerts.filter((alert) => !alert.dismissed).length,
      },
      settings: this.settings,
      language: this.settings.language === 'system' ? 'en' : this.settings.language,
    };
  }

  #cutOff(program: FakeProgram): void {
    const gaps = program.gaps().slice(-40);
    const never = program.received === 0;
    const toys = this.#toysOf(program).map((toy, at) => ({
      index: toy.index,
      name: toy.name,
      still_after_ms: 2.4 + at * 0.9,
      result: 'confirmed' as const,
    }));
    this.disconnect(program, this.reconnects ? 9000 : null);
    const { name } = program.habits;
    const stopped =
      toys.length === 0 ? '' : ` ${count(toys.length, 'toy')} stood still ${toys.length + 2} ms later.`;
    this.raise({
      cause: 'ping_timeout',
      sentence: `${name} stopped answering for ${duration(program.limitMs)}.${stopped}`,
      hint: never
        ? 'It has never sent a ping: its library may not be able to. With the limit on, it will be cut off each time.'
        : 'The program froze, or the computer was too busy for it. It was disconnected and may connect again.',
      program: { name, origin: program.habits.origin ?? null },
      silence: {
        silent_ms: Math.round(program.silentMs),
        limit_ms: program.limitMs,
        late_ms: 0.4,
        gaps,
      },
      toys,
      offers: [...(never ? [{ kind: 'exempt' as const }] : []), { kind: 'change_limit' }],
    });
  }

  #find(found: Findable): void {
    const toy = this.addRadioToy(found.model, found.called);
    toy.link = 'connecting';
    toy.battery = null;
    this.#connecting.push({ at: this.#now + CONNECTS_IN_MS, toy });
  }

  #connect(): void {
    const due = this.#connecting.filter((one) => one.at <= this.#now);
    this.#connecting = this.#connecting.filter((one) => one.at > this.#now);
    for (const { toy } of due) {
      toy.link = 'connected';
      toy.battery = 64;
      this.write('info', 'vigil_devices::hub', `${toy.name} is here`);
    }
  }

  #watchWindow(): void {
    if (this.#now - this.#windowHeardAt <= WINDOW_LIMIT_MS) return;
    const tried = this.toys.filter((toy) => toy.tried);
    if (tried.length === 0) return;
    this.stopTrying();
    this.raise({
      cause: 'window_silent',
      sentence: `Vigil's own window was silent for 2.0 s while you moved ${list(tried.map((toy) => toy.name))} with it.`,
      hint: 'The window hung, or the computer was too busy for it.',
      program: null,
      silence: { ...UNKNOWN, silent_ms: WINDOW_LIMIT_MS, limit_ms: WINDOW_LIMIT_MS, late_ms: 0.5 },
      toys: tried.map((toy) => ({
        index: toy.index,
        name: toy.name,
        still_after_ms: 3.1,
        result: 'confirmed',
      })),
      offers: [],
    });
  }

  #nextIndex(): number {
    return Math.max(-1, ...this.toys.map((toy) => toy.index)) + 1;
  }

  #comeBack(): void {
    const due = this.#returning.filter((one) => one.at <= this.#now);
    if (due.length === 0) return;
    this.#returning = this.#returning.filter((one) => one.at > this.#now);
    for (const { habits } of due) this.connect(habits);
  }

  #toysOf(program: FakeProgram): FakeToy[] {
    return this.toys.filter((toy) => program.habits.toys.includes(toy.index));
  }

  #movers(toy: FakeToy): string[] {
    return this.programs
      .filter((program) => program.habits.toys.includes(toy.index) && !program.frozen)
      .map((program) => program.habits.name);
  }
}

function never(): never {
  throw new Error('There is always something to write.');
}
