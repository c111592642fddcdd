import type { Page } from 'playwright-core';
import type { MessageWay } from '../src/lib/backend/bindings';
import { SCENES, isScene, type Scene } from '../src/lib/backend/fake/scenes';
import { TOY_SCENES } from '../src/lib/backend/fake/toy_scenes';
import type { Place } from '../src/lib/router.svelte';
import { PLACES, settle, type Start } from './browser';

/** Everything that the window can look like, as far as somebody has thought of it. */

/** Something done in a place, after which it looks another way. */
export interface State {
  name: string;
  place: Place;
  reach: (page: Page) => Promise<void>;
}

export interface Group {
  start: Start;
  states: State[];
}

const nothing = async (): Promise<void> => {
  // As it opens.
};

/** Opens all that can be unfolded: details, rows of alerts. Menus close each other, and have states of their own. */
async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const folded = document.querySelectorAll<HTMLElement>(
      'main [aria-expanded="false"]:not([aria-haspopup])',
    );
    for (const button of folded) button.click();
  });
  await settle(page);
}

async function click(page: Page, testid: string): Promise<void> {
  await page.getByTestId(testid).first().click();
  await settle(page);
}

async function closeWindow(page: Page): Promise<void> {
  await page.evaluate(() => {
    simulation.close();
  });
  await page.getByTestId('close-question').waitFor();
}

/** With its figures. */
export async function programPage(page: Page, id: number): Promise<void> {
  await page.evaluate((id) => (location.hash = `#/watch/${id}`), id);
  await page.getByText('Messages in all').waitFor();
  await settle(page);
}

/** With what it and Vigil say to each other. */
export async function messages(page: Page, id: number): Promise<void> {
  await programPage(page, id);
  await page.getByTestId('inspector').locator('summary').click();
  await page.getByTestId('no-messages').waitFor();
  await page.waitForFunction(() => simulation.messagesOf.kept !== null);
  await page.evaluate(() => {
    const long: MessageWay = { to: 'vigil', verdict: { kind: 'accepted' }, binary: true, part: [2, 3] };
    simulation.messagesOf.note(`[{"Ping":{"Id":1,"x":"${'longer than a line '.repeat(40)}"}}]`, long, 20_000);
    simulation.messagesOf.say(3);
    simulation.messagesOf.say(1);
  });
  await page.getByText('ERROR_DEVICE').first().waitFor();
  await settle(page);
}

const inPlaces = (places: readonly Place[]): State[] =>
  places.map((place) => ({ name: `as it opens`, place, reach: nothing }));

const scenes = Object.keys(SCENES).filter(isScene);
const isToyScene = (scene: Scene): boolean => Object.hasOwn(TOY_SCENES, scene);

/** Scenes in which every place looks another way; the others are about one place. */
const ALL_OF_IT: readonly Scene[] = ['empty', 'running', 'many'];

/** What is done in a scene of its own, because it changes the scene. */
const DONE: [Scene, Place, string, (page: Page) => Promise<void>][] = [
  ['running', 'toys', 'a menu is open', (page) => click(page, 'toy-1-more')],
  ['running', 'toys', 'the kinds of toys to add', (page) => click(page, 'add-toy')],
  ['toys_moved', 'toys', 'a toy is renamed', (page) => click(page, 'toy-0-rename')],
  ['toys_moved', 'toys', 'a toy is tried', (page) => click(page, 'toy-0-try')],
  ['stroker_set', 'toys', 'all details', unfold],
  [
    'toys_moved',
    'toys',
    'a toy may be forgotten',
    async (page) => {
      await click(page, 'toy-0-more');
      await click(page, 'forget');
    },
  ],
  ['running', 'alerts', 'all unfolded', unfold],
  [
    'running',
    'alerts',
    'the history may be cleared',
    (page) => page.getByRole('button', { name: /^Clear/ }).click(),
  ],
  ['running', 'alerts', 'how alerts may be saved', (page) => click(page, 'alerts-export')],
  [
    'running',
    'alerts',
    'nothing is found',
    async (page) => {
      await page.getByTestId('alerts-search').fill('nothing like it');
      await page.getByText('No alert matches').waitFor();
    },
  ],
  ['first_run', 'watch', 'first steps: the limit', (page) => click(page, 'first-run-next')],
  [
    'first_run',
    'watch',
    'first steps: a toy',
    async (page) => {
      await click(page, 'first-run-next');
      await click(page, 'first-run-next');
      await page.getByTestId('scan').waitFor();
    },
  ],
  [
    'first_run',
    'watch',
    'first steps: the fire drill',
    async (page) => {
      await click(page, 'first-run-next');
      await click(page, 'first-run-next');
      await click(page, 'add-toy');
      await click(page, 'add-toy-vibrator');
      await page.getByTestId('drill-start').waitFor();
    },
  ],
  ['running', 'watch', "a program's page", (page) => programPage(page, 1)],
  ['running', 'watch', 'the messages of a program', (page) => messages(page, 1)],
  [
    'running',
    'watch',
    'the messages of a program, some unfolded',
    async (page) => {
      await messages(page, 1);
      await click(page, 'messages-pause');
      await page.evaluate(() => {
        for (const line of document.querySelectorAll<HTMLElement>('[data-number]')) line.click();
      });
      await page.getByTestId('message-whole').first().waitFor();
    },
  ],
  [
    'running',
    'watch',
    'no message matches',
    async (page) => {
      await messages(page, 1);
      await page.getByTestId('messages-text').fill('nothing like it');
      await page.getByTestId('no-messages').waitFor();
    },
  ],
  [
    'running',
    'watch',
    'the page of a program that is a web page and never pings',
    (page) => programPage(page, 3),
  ],
  [
    'running',
    'watch',
    'the page of a program that was cut off',
    async (page) => {
      await programPage(page, 1);
      await page.evaluate(() => {
        const { world } = simulation;
        world.reconnects = false;
        const program = world.programs[0];
        if (program !== undefined) program.habits.freezesAfterMs = 0;
        for (let n = 0; n < 40; n++) simulation.step(50);
      });
      await page.getByTestId('program-left').waitFor();
    },
  ],
  ['running', 'watch', 'the keys and help', (page) => page.keyboard.press('F1')],
  ['running', 'watch', 'whether to quit', (page) => page.keyboard.press('Control+q')],
  ['running', 'settings', 'all unfolded', unfold],
  [
    'running',
    'settings',
    'a value is refused',
    async (page) => {
      await page.getByTestId('server-port').fill('99999999');
      await page.keyboard.press('Enter');
      await page.getByTestId('limit-own').fill('-3');
      await page.keyboard.press('Enter');
    },
  ],
  [
    'running',
    'settings',
    'all lists have entries',
    async (page) => {
      await page.evaluate(() => {
        const { world } = simulation;
        const server = { ...world.settings.server, allowed_origins: ['https://player.example', 'null'] };
        const exempt_programs = [
          { name: 'Old Script', origin: null },
          { name: 'Web Player', origin: 'https://player.example' },
        ];
        const ping = { ...world.settings.ping, limit_ms: 3500, exempt_programs };
        world.settings = { ...world.settings, server, ping };
        simulation.push();
      });
      await unfold(page);
    },
  ],
  ['running', 'watch', 'the server is off', (page) => click(page, 'server-toggle')],
  [
    'running',
    'watch',
    'a program was cut off',
    async (page) => {
      await page.evaluate(() => {
        const { world } = simulation;
        world.reconnects = false;
        const program = world.programs[0];
        if (program !== undefined) program.habits.freezesAfterMs = 0;
        for (let n = 0; n < 40; n++) simulation.step(50);
      });
    },
  ],
  ['running', 'watch', 'what becomes of Vigil when the window is closed', closeWindow],
  [
    'toys_moved',
    'watch',
    'a fire drill can be started with one of several toys',
    async (page) => {
      await click(page, 'limit-1000');
      await page.evaluate(() => {
        const { world } = simulation;
        for (const program of [...world.programs]) world.disconnect(program, null);
        simulation.push();
      });
      await page.getByTestId('drill-toy').waitFor();
    },
  ],
  [
    'toys_moved',
    'watch',
    'a fire drill is running',
    async (page) => {
      await click(page, 'limit-5000');
      await page.evaluate(() => {
        const { world } = simulation;
        const toy = world.toys[0];
        if (toy !== undefined) world.startDrill(toy);
        for (let n = 0; n < 20; n++) simulation.step(50);
      });
      await page.getByTestId('drill-progress').waitFor();
    },
  ],
  [
    'toys_moved',
    'watch',
    'a fire drill has failed',
    async (page) => {
      await click(page, 'limit-1000');
      await page.evaluate(() => {
        const { world } = simulation;
        const toy = world.toys[0];
        world.drill.fails = true;
        if (toy !== undefined) world.startDrill(toy);
        for (let n = 0; n < 40; n++) simulation.step(50);
      });
      await page.getByTestId('drill-last').getByText('by hand').waitFor();
    },
  ],
  [
    'running',
    'watch',
    'the limit has changed while programs are connected',
    (page) => click(page, 'limit-5000'),
  ],
  [
    'running',
    'watch',
    'a request was refused',
    async (page) => {
      await page.evaluate(() => {
        simulation.fail('request', { code: 'program_gone', sentence: 'That program has gone.', field: null });
      });
      await click(page, 'stop-everything');
      await page.getByTestId('toast').waitFor();
    },
  ],
  [
    'running',
    'log',
    'all levels',
    (page) => page.getByTestId('log-level').selectOption('trace').then(nothing),
  ],
  [
    'running',
    'log',
    'no line matches',
    (page) => page.getByTestId('log-filter').fill('nothing has this in it'),
  ],
  ['running', 'log', 'paused', (page) => click(page, 'log-pause')],
];

async function draw(page: Page, broken: 'programs' | 'toys'): Promise<void> {
  await page.evaluate((what) => {
    const view = simulation.world.view();
    // What no core would send.
    simulation.push({ ...view, [what]: what === 'programs' ? [{}] : null });
  }, broken);
}

export const GROUPS: Group[] = [
  ...scenes.map((scene) => ({
    start: { scene },
    states: inPlaces(ALL_OF_IT.includes(scene) ? PLACES : [isToyScene(scene) ? 'toys' : 'watch']),
  })),
  { start: { scene: 'running', programs: 12, toys: 8 }, states: inPlaces(['watch', 'toys']) },
  ...DONE.map(([scene, place, name, reach]) => ({
    start: { scene },
    states: [{ name, place, reach }],
  })),
  {
    start: { scene: 'running' },
    states: [
      {
        name: 'a place could not be drawn',
        place: 'watch',
        reach: async (page) => {
          await draw(page, 'programs');
          await page.getByTestId('place-failed').waitFor();
        },
      },
    ],
  },
  {
    start: { scene: 'running' },
    states: [
      {
        name: 'nothing could be drawn',
        place: 'watch',
        reach: async (page) => {
          await draw(page, 'toys');
          await page.getByTestId('window-failed').waitFor();
        },
      },
    ],
  },
  {
    start: { scene: 'running', broken: true },
    states: [
      {
        name: 'the core does not answer',
        place: 'watch',
        reach: (page) => page.getByTestId('load-failed').waitFor(),
      },
    ],
  },
];
