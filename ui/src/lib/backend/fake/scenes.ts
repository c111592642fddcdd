import type { SimulatedKind } from '../bindings';
import type { ModelName } from './models';
import { neighbours } from './radio';
import { history } from './samples';
import { TOY_SCENES } from './toy_scenes';
import type { World } from './world';

/** Fixed starts of the simulation, for pictures, for tests and for looking around. */
export const SCENES = {
  ...TOY_SCENES,
  /** A fresh install: nothing connected, the watch off. */
  empty: (world: World) => world,
  /** Started for the first time. */
  first_run: (world: World) => {
    limit(world, 2000);
    world.settings = { ...world.settings, introduced: false };
    return world;
  },
  /** Programs that ping, one that never does, and toys that move. */
  running: (world: World) => {
    toys(world, ['vibrator', 'Edge'], ['stroker', 'Solace'], ['rotator', 'Ridge'], ['constrictor', 'Halo']);
    limit(world, 1000);
    world.connect({ name: 'My Game', pingEveryMs: 500, jitter: 0.12, toys: [0, 1] });
    world.connect({ name: 'Script Runner', pingEveryMs: 560, jitter: 0.2, toys: [2] });
    world.connect({
      name: 'Web Player',
      pingEveryMs: 0,
      jitter: 0,
      toys: [3],
      origin: 'https://player.example',
    });
    world.alerts = history(world.wallNow, 10);
    return world;
  },
  /** The same with the watch off. */
  off: (world: World) => {
    SCENES.running(world);
    world.programs = [];
    limit(world, 0);
    world.connect({ name: 'My Game', pingEveryMs: 500, jitter: 0.12, toys: [0, 1] });
    world.connect({ name: 'Web Player', pingEveryMs: 0, jitter: 0, toys: [3] });
    return world;
  },
  /** A program freezes shortly after the start. */
  alert: (world: World) => {
    SCENES.running(world);
    world.reconnects = false;
    const [game] = world.programs;
    if (game !== undefined) {
      world.disconnect(game, null);
      world.connect({ ...game.habits, freezesAfterMs: WARM_UP_MS + 1500 });
    }
    return world;
  },
  /** A web page waits to be allowed. */
  asking: (world: World) => {
    SCENES.running(world);
    world.ask('https://scripts.example', WARM_UP_MS + 52_000);
    return world;
  },
  /** A file, or an app, waits to be let in. */
  asking_nobody: (world: World) => {
    SCENES.running(world);
    world.ask('file://', WARM_UP_MS + 52_000);
    return world;
  },
  /** Web pages that the person has decided about. */
  pages: (world: World) => {
    SCENES.running(world);
    const { server } = world.settings;
    world.settings = {
      ...world.settings,
      server: {
        ...server,
        allowed_origins: ['https://player.example', 'https://old.example'],
        refused_origins: ['https://ads.example', 'null'],
      },
    };
    world.pages.turnedAway = [{ origin: 'https://scripts.example', until_ms: WARM_UP_MS + 540_000 }];
    const day = 86_400_000;
    const now = world.wallStart;
    world.pages.facts = {
      'https://player.example': { decided_ms: now - 16 * day, last_ms: now - 3_000_000, times: 214 },
      'https://ads.example': { decided_ms: now - day, last_ms: now - 60_000, times: 1240 },
      null: { decided_ms: now - 2 * day, last_ms: null, times: 0 },
    };
    return world;
  },
  /** More of them than anybody wants, one with a name as long as names can be. */
  asking_many: (world: World) => {
    SCENES.running(world);
    world.ask('https://scripts.example', WARM_UP_MS + 31_000);
    world.ask(
      `https://${'a-very-long-name-'.repeat(3)}.${'of-a-web-page.'.repeat(4)}example:8443`,
      WARM_UP_MS + 40_000,
    );
    for (let n = 1; n <= 3; n++) world.ask(`http://127.0.0.1:${8000 + n}`, WARM_UP_MS + 52_000);
    return world;
  },
  failed: (world: World) => {
    limit(world, 1000);
    world.server = {
      state: 'failed',
      sentence: 'Port 12345 is taken by another program (intiface_central).',
      suggested_port: 12346,
      tries_again: true,
    };
    return world;
  },
  held: (world: World) => {
    SCENES.running(world);
    world.hold();
    return world;
  },
  many: (world: World) => {
    const kinds: SimulatedKind[] = ['vibrator', 'rotator', 'stroker', 'constrictor'];
    toys(world, ...Array.from({ length: 12 }, (_, n): [SimulatedKind] => [kinds[n % 4] ?? 'vibrator']));
    limit(world, 2000);
    for (let n = 0; n < 9; n++) {
      world.connect({
        name:
          n === 4 ? 'A program with a rather long name that somebody thought was funny' : `Program ${n + 1}`,
        pingEveryMs: n === 7 ? 0 : 300 + n * 160,
        jitter: 0.25,
        toys: n % 3 === 0 ? [n, n + 1, n + 2, n + 3] : [n],
      });
    }
    for (let n = 0; n < 10; n++) world.alerts.push(...history(world.wallNow - n * 90_000_000, 200 - n * 10));
    return world;
  },
  /** What `npm run dev` shows: as `running`, and a program freezes now and then. */
  demo: (world: World) => {
    SCENES.running(world);
    world.addRadioToy('nora', 'Bedside');
    world.addRadioToy('handy').link = 'away';
    world.connect({ name: 'Night Drive', pingEveryMs: 480, jitter: 0.1, toys: [4] });
    world.radio.findable = [
      { afterMs: 2500, model: 'lush' },
      { afterMs: 6000, model: 'max' },
    ];
    world.radio.nearby = neighbours();
    world.connect({
      name: 'Old Script',
      pingEveryMs: 420,
      jitter: 0.3,
      toys: [2],
      freezesAfterMs: WARM_UP_MS + 15_000,
    });
    return world;
  },
} satisfies Record<string, (world: World) => World>;

export type Scene = keyof typeof SCENES;

/** So long has every scene run before it is first seen: the strips are full. */
export const WARM_UP_MS = 65_000;

export function isScene(name: string): name is Scene {
  return Object.hasOwn(SCENES, name);
}

/** So many programs and toys, of all kinds and habits. */
export function crowd(world: World, programs: number, howManyToys: number): World {
  const models: ModelName[] = ['edge', 'nora', 'handy', 'max', 'solace', 'cyclone', 'lush', 'warm'];
  for (let n = 0; n < howManyToys; n++) world.addRadioToy(models[n % models.length] ?? 'edge');
  limit(world, 2000);
  const names = [
    'My Game',
    'Web Player',
    'A program with a rather long name that somebody thought was funny',
  ];
  for (let n = 0; n < programs; n++) {
    world.connect({
      name: names[n] ?? `Program ${n + 1}`,
      pingEveryMs: n % 6 === 1 ? 0 : 300 + n * 70,
      jitter: 0.2,
      toys:
        howManyToys === 0 ? [] : n % 5 === 0 ? [n % howManyToys, (n + 1) % howManyToys] : [n % howManyToys],
      ...(n % 6 === 1 ? { origin: 'https://player.example' } : {}),
    });
  }
  if (programs > 0) world.alerts = history(world.wallNow, 10);
  return world;
}

function limit(world: World, ms: number): void {
  const { settings } = world;
  world.settings = { ...settings, ping: { ...settings.ping, limit_ms: ms, policy: 'where_supported' } };
}

function toys(world: World, ...all: [SimulatedKind, string?][]): void {
  for (const [kind, name] of all) world.addToy(kind, name);
}
