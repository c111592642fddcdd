import type { Backend, Unsubscribe } from './backend';
import type { Appearance, AppView, LogLine, Request } from './bindings';
import { answer } from './fake/answer';
import { SCENES, WARM_UP_MS, isScene, type Scene } from './fake/scenes';
import { World } from './fake/world';

/** A backend with no core behind it. Time moves only by `step`, so that tests decide what time it is. */
export class FakeBackend implements Backend {
  readonly world: World;
  /** Every request, in order. */
  readonly requests: Request[] = [];
  /** What the next calls reject with instead of being answered. */
  failures: unknown[] = [];
  readonly #state = new Set<(view: AppView) => void>();
  readonly #log = new Set<(lines: LogLine[]) => void>();

  constructor(scene: Scene = 'running', wallNow = Date.now()) {
    this.world = SCENES[scene](new World(wallNow - WARM_UP_MS));
    for (let at = 0; at < WARM_UP_MS; at += 50) this.world.step(50);
    this.world.fresh = [];
  }

  async state(): Promise<AppView> {
    await this.#fail();
    return this.world.view();
  }

  async request(request: Request): Promise<AppView> {
    this.requests.push(request);
    await this.#fail();
    answer(this.world, request);
    this.push();
    return this.world.view();
  }

  async logLines(): Promise<LogLine[]> {
    await this.#fail();
    return [...this.world.log];
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
    const { fresh } = this.world;
    if (fresh.length === 0) return;
    this.world.fresh = [];
    for (const listener of this.#log) listener(fresh);
  }

  async #fail(): Promise<void> {
    await Promise.resolve();

    if (this.failures.length > 0) throw this.failures.shift();
  }
}

const STEP_MS = 50;

/** For a plain browser: `?scene=…&theme=dark|light&place=…`, and `&broken` for a core that does not answer. */
export function backendFromAddress(address: URL): FakeBackend {
  const wish = address.searchParams;
  const scene = wish.get('scene') ?? 'demo';
  const backend = new FakeBackend(isScene(scene) ? scene : 'demo');
  const theme = wish.get('theme');
  if (theme === 'dark' || theme === 'light') {
    const appearance: Appearance = theme;
    backend.world.settings = { ...backend.world.settings, appearance };
  }
  const place = wish.get('place');
  if (place !== null) location.hash = `#/${place}`;
  if (wish.has('broken')) backend.failures = ['The core did not answer.', 'The core did not answer.'];

  let before = performance.now();
  setInterval(() => {
    const now = performance.now();
    // After a long sleep of the tab the simulation goes on from where it was.
    backend.step(Math.min(now - before, 10 * STEP_MS));
    before = now;
  }, STEP_MS);
  return backend;
}
