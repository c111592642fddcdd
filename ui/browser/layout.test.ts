import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Place } from '../src/lib/router.svelte';
import {
  LOOKS,
  PLACES,
  goTo,
  launch,
  look,
  newPage,
  open,
  settle,
  type Look,
  type Size,
  type Start,
} from './browser';
import { faults } from './faults';
import { messages, programPage } from './states';

const SIZES = [
  { width: 360, height: 640 },
  { width: 720, height: 900 },
  { width: 1180, height: 800 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

const CROWDS: Start[] = [
  { programs: 0, toys: 0 },
  { programs: 1, toys: 1 },
  { programs: 4, toys: 8 },
  { programs: 12, toys: 1 },
  { programs: 12, toys: 8 },
].map((crowd) => ({ scene: 'running', ...crowd }));

/** Where somebody has seen to names as long as names can be, and to everything at once. */
const HARD: Start[] = [
  { scene: 'long_names' },
  { scene: 'asking_many' },
  { scene: 'many' },
  { scene: 'held' },
];

const title = (start: Start): string =>
  start.programs === undefined ? start.scene : `${start.programs} programs, ${String(start.toys)} toys`;

/** All faults of these places in every size, each with where it is. */
async function everywhere(page: Page, places: readonly Place[], sizes: readonly Size[]): Promise<string[]> {
  const found: string[] = [];
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const place of places) {
      await goTo(page, place);
      found.push(...(await faults(page)).map((fault) => `${place} at ${size.width}: ${fault}`));
    }
  }
  return found;
}

/** The same of the first steps, one after the other. */
async function firstSteps(page: Page, sizes: readonly Size[]): Promise<string[]> {
  const found: string[] = [];
  for (const step of ['1', '2', '3']) {
    if (step !== '1') await page.getByTestId('first-run-next').click();
    await page.locator(`[data-testid="first-run"][data-step="${step}"]`).waitFor();
    for (const size of sizes) {
      await page.setViewportSize(size);
      await settle(page);
      found.push(...(await faults(page)).map((fault) => `step ${step} at ${size.width}: ${fault}`));
    }
  }
  return found;
}

async function shows(page: Page, testid: string): Promise<boolean> {
  return page.evaluate((start) => {
    const main = document.querySelector('main')?.getBoundingClientRect();
    const all = [...document.querySelectorAll(`main [data-testid^="${start}"]`)];
    return all.every((one) => {
      const box = one.getBoundingClientRect();
      return main !== undefined && box.top >= main.top - 1 && box.bottom <= main.bottom + 1;
    });
  }, testid);
}

describe.each([
  ['text as it comes', [], SIZES],
  // As when the person has asked their system for text twice as large. The smallest window shows eleven letters then.
  ['text at 200 %', ['--blink-settings=defaultFontSize=32'], SIZES.slice(1)],
] as const)('%s', (_name, options, sizes) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launch([...options]);
    page = await newPage(browser, { width: 1180, height: 800 });
  });
  afterAll(() => browser.close());

  it.each(CROWDS.map((start) => [title(start), start] as const))('all fits: %s', async (_, start) => {
    await open(page, start);
    // The other places show neither programs nor toys.
    expect((await everywhere(page, ['watch', 'toys'], sizes)).join('\n')).toBe('');
  });

  it.each(HARD.map((start) => [title(start), start] as const))('all fits: %s', async (_, start) => {
    await open(page, start);
    expect((await everywhere(page, PLACES, sizes)).join('\n')).toBe('');
  });

  it('all fits: the first steps', async () => {
    await open(page, { scene: 'first_run' });
    expect((await firstSteps(page, sizes)).join('\n')).toBe('');
  });

  it("all fits on a program's page", async () => {
    await open(page, { scene: 'many' });
    const found: string[] = [];
    for (const size of sizes) {
      await page.setViewportSize(size);
      // The fifth has a long name.
      await programPage(page, 5);
      found.push(...(await faults(page)).map((fault) => `at ${size.width}: ${fault}`));
    }
    expect(found.join('\n')).toBe('');
  });

  it('all fits with the messages of a program', async () => {
    await open(page, { scene: 'many' });
    await messages(page, 5);
    const found: string[] = [];
    for (const size of sizes) {
      await page.setViewportSize(size);
      await settle(page);
      found.push(...(await faults(page)).map((fault) => `at ${size.width}: ${fault}`));
    }
    expect(found.join('\n')).toBe('');
  });

  it.each(Object.keys(LOOKS) as Look[])('all fits in %s', async (colours) => {
    await open(page, { scene: 'running', programs: 4, toys: 8 });
    await look(page, colours);
    expect((await everywhere(page, PLACES, sizes.slice(0, 3))).join('\n')).toBe('');
  });
});

/** The languages whose words are longer than the English ones, or broken by other rules. */
const LANGUAGES = ['de', 'ja', 'longer'] as const;

describe.each(LANGUAGES)('in %s', (language) => {
  const sizes = [
    { width: 360, height: 640 },
    { width: 1280, height: 800 },
  ];
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    page = await newPage(browser, { width: 1280, height: 800 });
  });
  afterAll(() => browser.close());

  it.each([
    { scene: 'running', programs: 4, toys: 8 },
    { scene: 'asking_many' },
    { scene: 'held' },
  ] satisfies Start[])('all fits: $scene', async (start) => {
    await open(page, { ...start, language });
    expect((await everywhere(page, PLACES, sizes)).join('\n')).toBe('');
  });

  it('all fits: the first steps', async () => {
    await open(page, { scene: 'first_run', language });
    expect((await firstSteps(page, sizes)).join('\n')).toBe('');
  });

  it("all fits: a program's page and the help", async () => {
    await open(page, { scene: 'many', language });
    const found: string[] = [];
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.evaluate(() => (location.hash = '#/watch/5'));
      await page.getByTestId('inspector').waitFor();
      await page.getByTestId('inspector').locator('summary').click();
      await page.getByTestId('messages-state').waitFor();
      await settle(page);
      found.push(...(await faults(page)).map((fault) => `the page at ${size.width}: ${fault}`));
      await page.keyboard.press('F1');
      await settle(page);
      found.push(...(await faults(page)).map((fault) => `the help at ${size.width}: ${fault}`));
      await page.keyboard.press('F1');
      await goTo(page, 'watch');
    }
    expect(found.join('\n')).toBe('');
  });
});

describe('what matters most is seen without scrolling', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    page = await newPage(browser, { width: 1180, height: 800 });
  });
  afterAll(() => browser.close());

  it('12 programs', async () => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open(page, { scene: 'running', programs: 12, toys: 8 });
    await settle(page);
    expect(await page.locator('main [data-testid^="program-"]').count()).toBe(12);
    expect(await shows(page, 'program-')).toBe(true);
  });

  it('Stop of the first toy, in the smallest window', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await open(page, { scene: 'running', programs: 1, toys: 2 }, 'toys');
    await settle(page);
    expect(await shows(page, 'toy-0-stop')).toBe(true);
  });
});
