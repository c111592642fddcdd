import { speak } from '../language/language.svelte';
import { LANGUAGES } from '../language/languages';
import type { Backend, Unsubscribe } from './backend';
import type {
  AlertPageView,
  AlertQuery,
  Appearance,
  AppView,
  AutostartView,
  ExportedView,
  ExportFormat,
  LogLine,
  MessagesView,
  ProgramFiguresView,
  RepeatsView,
  Request,
  ToyDetailsView,
} from './bindings';
import { alertPage, repeatsOf } from './fake/alert_list';
import { answer } from './fake/answer';
import { longer } from './fake/longer';
import { found } from './fake/refuse';
import { FakeMessages } from './fake/messages';
import { SCENES, WARM_UP_MS, crowd, isScene, type Scene } from './fake/scenes';
import { World } from './fake/world';

/** The calls that can be made to fail. */
export type Call = Exclude<keyof Backend, `on${string}`>;

/** A backend with no core behind it. Time moves only by `step`, so that tests decide what time it is. */
export class FakeBackend implements Backend {
  readonly world: World;
  readonly messagesOf = new FakeMessages(() => this.world.wallNow);
  /** Every request, in order. */
  readonly requests: Request[] = [];
  /** What was saved as a file, in order. */
  readonly saved: string[] = [];
  /** How often the log's folder was opened. */
  opened = 0;
  /** Whether the person says where to save something, or closes the question. */
  savesFiles = true;
  hasQuit = false;
  /** What the desktop does at login. */
  login: AutostartView = { possible: true, on: false, hidden: false };
  /** What the person answered when the window was closed. */
  readonly closed: (boolean | null)[] = [];
  /** What the next calls of each kind reject with instead of being answered. */
  readonly #failures = new Map<Call, unknown[]>();
  /** What was exported, in order. */
  readonly exports: { query: AlertQuery; format: ExportFormat }[] = [];
  readonly #closeAsked = new Set<() => void>();
  readonly #tones = new Set<() => void>();
  #tonesHeard = 0;
  readonly #state = new Set<(view: AppView) => void>();
  readonly #log = new Set<(lines: LogLine[]) => void>();

  constructor(scene: Scene | ((world: World) => World) = 'running', wallNow = Date.now()) {
    const start = typeof scene === 'string' ? SCENES[scene] : scene;
    this.world = start(new World(wallNow - WARM_UP_MS));
    for (let at = 0; at < WARM_UP_MS; at += 50) this.world.step(50);
    this.world.fresh = [];
  }

  async state(): Promise<AppView> {
    await this.#answer('state');
    return this.world.view();
  }

  async request(request: Request): Promise<AppView> {
    this.requests.push(request);
    await this.#answer('request');
    answer(this.world, request);
    this.push();
    return this.world.view();
  }

  async logLines(): Promise<LogLine[]> {
    await this.#answer('logLines');
    return [...this.world.log];
  }

  async programFigures(id: number): Promise<ProgramFiguresView> {
    await this.#answer('programFigures');
    const program = found(
      this.world.programs.find((one) => one.id === id),
      'program_gone',
    );
    return program.figures(this.world.view().at_ms);
  }

  async inspect(id: number): Promise<void> {
    await this.#answer('inspect');
    this.messagesOf.begin(this.world.programs.find((one) => one.id === id));
  }

  async messages(program: number, holds: boolean): Promise<MessagesView | null> {
    await this.#answer('messages');
    return this.messagesOf.take(program, holds);
  }

  async endInspecting(program: number): Promise<void> {
    await this.#answer('endInspecting');
    this.messagesOf.end(program);
  }

  async alerts(query: AlertQuery, after: number | null): Promise<AlertPageView> {
    await this.#answer('alerts');
    return alertPage(this.world.alerts, query, after);
  }

  async repeats(_query: AlertQuery, id: number, after: number | null): Promise<RepeatsView> {
    await this.#answer('repeats');
    return repeatsOf(this.world.alerts, id, after);
  }

  async toyDetails(index: number): Promise<ToyDetailsView | null> {
    await this.#answer('toyDetails');
    const toy = this.world.toys.find((one) => one.index === index);
    return toy === undefined || toy.link === 'away' ? null : toy.details();
  }

  async exportAlerts(query: AlertQuery, format: ExportFormat): Promise<ExportedView | null> {
    await this.#answer('exportAlerts');
    if (!this.savesFiles) return null;
    this.exports.push({ query, format });
    const { found } = alertPage(this.world.alerts, query, null);
    return { path: `/home/you/vigil-alerts.${format}`, alerts: found };
  }

  async autostart(): Promise<AutostartView> {
    await this.#answer('autostart');
    return this.login;
  }

  async setAutostart(on: boolean, hidden: boolean): Promise<AutostartView> {
    await this.#answer('setAutostart');
    this.login = { ...this.login, on, hidden };
    return this.login;
  }

  onTone(listener: () => void): Promise<Unsubscribe> {
    this.#tones.add(listener);
    return Promise.resolve(() => this.#tones.delete(listener));
  }

  async saveLog(text: string): Promise<string | null> {
    await this.#answer('saveLog');
    if (!this.savesFiles) return null;
    this.saved.push(text);
    return '/home/you/vigil.log';
  }

  async openLogFolder(): Promise<void> {
    await this.#answer('openLogFolder');
    this.opened += 1;
  }

  onCloseAsked(listener: () => void): Promise<Unsubscribe> {
    this.#closeAsked.add(listener);
    return Promise.resolve(() => this.#closeAsked.delete(listener));
  }

  /** The cross in the window's corner, where there is a tray. */
  close(): void {
    for (const listener of this.#closeAsked) listener();
  }

  async answerClose(keep: boolean | null): Promise<void> {
    await this.#answer('answerClose');
    this.closed.push(keep);
  }

  async quit(): Promise<void> {
    await this.#answer('quit');
    this.hasQuit = true;
  }

  onState(listener: (view: AppView) => void): Promise<Unsubscribe> {
    this.#state.add(listener);
    return Promise.resolve(() => this.#state.delete(listener));
  }

  onLog(listener: (lines: LogLine[]) => void): Promise<Unsubscribe> {
    this.#log.add(listener);
    return Promise.resolve(() => this.#log.delete(listener));
  }

  step(ms: number): void {
    this.world.step(ms);
    this.push();
  }

  push(view = this.world.view()): void {
    for (const listener of this.#state) listener(view);
    if (this.world.tones > this.#tonesHeard) for (const listener of this.#tones) listener();
    this.#tonesHeard = this.world.tones;
    const { fresh } = this.world;
    if (fresh.length === 0) return;
    this.world.fresh = [];
    for (const listener of this.#log) listener(fresh);
  }

  /** The next calls of this kind reject with these, one after the other. A question that the page asks by itself takes none of another's. */
  fail(call: Call, ...errors: unknown[]): void {
    this.#failures.set(call, errors);
  }

  async #answer(call: Call): Promise<void> {
    await Promise.resolve();

    const errors = this.#failures.get(call) ?? [];
    if (errors.length > 0) throw errors.shift();
  }
}

const STEP_MS = 50;

/**
 * For a plain browser: `?scene=…&theme=dark|light&place=…`, and `&broken` for a core that does not answer. With `&programs=…`
 * and `&toys=…` there are as many of them as that, whatever the scene. `&language=de` speaks German, and `&longer` an English
 * whose words are 40 % longer.
 */
export function backendFromAddress(address: URL): FakeBackend {
  const wish = address.searchParams;
  const scene = wish.get('scene') ?? 'demo';
  const [programs, toys] = [wish.get('programs'), wish.get('toys')];
  const start = isScene(scene) ? scene : 'demo';
  const backend = new FakeBackend(
    programs === null && toys === null ? start : (world) => crowd(world, Number(programs), Number(toys)),
  );
  Object.assign(globalThis, { simulation: backend });
  const theme = wish.get('theme');
  if (theme === 'dark' || theme === 'light') {
    const appearance: Appearance = theme;
    backend.world.settings = { ...backend.world.settings, appearance };
  }
  const language = LANGUAGES.find((known) => known === wish.get('language')) ?? 'en';
  backend.world.settings = { ...backend.world.settings, language };
  speak(language, wish.has('longer') ? longer : undefined);
  const place = wish.get('place');
  if (place !== null) location.hash = `#/${place}`;
  if (wish.has('broken')) {
    backend.fail('state', 'The core did not answer.');
    backend.fail('logLines', 'The core did not answer.');
    return backend;
  }

  // As if whoever is looked at spoke twice a second.
  setInterval(() => {
    backend.messagesOf.say();
  }, 500);
  let before = performance.now();
  setInterval(() => {
    const now = performance.now();
    // After a long sleep of the tab the simulation goes on from where it was.
    backend.step(Math.min(now - before, 10 * STEP_MS));
    before = now;
  }, STEP_MS);
  return backend;
}
