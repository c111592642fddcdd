import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { goTo, launch, look, newPage, open, settle, type Look } from './browser';
import { LANGUAGES } from '../src/lib/language/languages';
import { GROUPS } from './states';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Every rule that axe has on, and one that it has not: what is clicked is large enough. */
const ALL: RunOptions = { rules: { 'target-size': { enabled: true } } };
const CONTRAST: RunOptions = { runOnly: ['color-contrast'] };
/** AAA, where the person asked for more. */
const MORE_CONTRAST: RunOptions = { runOnly: ['color-contrast-enhanced'] };

/** Everything in one theme; what a theme can spoil in the others. */
const RUNS: [Look, RunOptions][] = [
  ['dark', ALL],
  ['light', CONTRAST],
  ['forced colours', CONTRAST],
  ['light, high contrast', MORE_CONTRAST],
  ['dark, high contrast', MORE_CONTRAST],
];

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  page = await newPage(browser, { width: 1180, height: 800 });
  await page.addInitScript({ path: AXE });
});

afterAll(() => browser.close());

async function violations(options: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(
    (options) =>
      (globalThis as never as { axe: { run: (o: RunOptions) => Promise<AxeResults> } }).axe.run(options),
    options,
  );
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary ?? ''}`),
  );
}

/** The attribute `lang` above all: a screen reader reads the words as the language that it names. */
it.each(LANGUAGES.filter((language) => language !== 'en'))('axe finds nothing in %s', async (language) => {
  await open(page, { scene: 'running', language }, 'settings');
  expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
  await look(page, 'dark');
  expect((await violations(ALL)).join('\n')).toBe('');
});

for (const { start, states } of GROUPS) {
  const name = start.programs === undefined ? start.scene : `${start.programs} programs`;
  for (const state of states) {
    it(`axe finds nothing in ${state.place}, ${name}: ${state.name}`, async () => {
      // One page for a scene, as long as nothing was done in it.
      if (state === states[0]) await open(page, start, state.place);
      else await goTo(page, state.place);
      await state.reach(page);
      const found: string[] = [];
      for (const [colours, options] of RUNS) {
        await look(page, colours);
        await settle(page);
        found.push(...(await violations(options)).map((one) => `${colours}: ${one}`));
      }
      expect(found.join('\n')).toBe('');
    });
  }
}
