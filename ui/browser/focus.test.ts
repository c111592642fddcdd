import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goTo, launch, newPage, open, settle } from './browser';

/** Enough to get beyond the end of the place that is seen, and back. */
const PRESSES = 40;

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launch();
  page = await newPage(browser, { width: 1280, height: 500 });
});
afterAll(() => browser.close());

/** Why what has the focus cannot be seen whole; null if it can, or if it is not in the place. */
function covered(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const main = document.querySelector('main');
    const control = document.activeElement;
    if (main === null || control === null || control === main || !main.contains(control)) return null;
    // What is drawn for it, where the control itself is not.
    const drawn =
      getComputedStyle(control).clipPath === 'none' ? control : (control.closest('label') ?? control);
    const box = drawn.getBoundingClientRect();
    const shown = main.getBoundingClientRect();
    const called = `${drawn.localName} "${drawn.textContent.trim().slice(0, 30)}"`;
    const fits = box.height < shown.height - 40;
    // With the ring around it, which is two pixels wide and two away.
    if (fits && box.top < shown.top + 4) return `${called} begins at ${box.top}, the place at ${shown.top}`;
    if (fits && box.bottom > shown.bottom - 4)
      return `${called} ends at ${box.bottom}, the place at ${shown.bottom}`;
    const top = Math.max(box.top, shown.top);
    const middle = (top + Math.min(box.bottom, shown.bottom)) / 2;
    const hit = document.elementFromPoint((box.left + box.right) / 2, middle);
    if (hit === null || !main.contains(hit)) return `${called} lies under ${hit?.localName ?? 'nothing'}`;
    return null;
  });
}

/** How far the place is scrolled. */
const scrolled = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('main')?.scrollTop ?? 0);

/** All that is covered while the focus walks through the place, down and up. */
async function walk(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(() => document.querySelector('main')?.focus());
  let farthest = 0;
  for (const key of ['Tab', 'Shift+Tab']) {
    for (let press = 0; press < PRESSES; press++) {
      await page.keyboard.press(key);
      const why = await covered(page);
      if (why !== null) found.push(`${key}: ${why}`);
      farthest = Math.max(farthest, await scrolled(page));
    }
  }
  if (farthest === 0) found.push('nothing was scrolled');
  return found;
}

describe.each([
  { width: 360, height: 640 },
  { width: 1280, height: 500 },
])('what has the focus is seen whole at $width pixels', (size) => {
  it.each(['toys', 'alerts', 'settings'] as const)('in %s', async (place) => {
    await page.setViewportSize(size);
    await open(page, { scene: 'running', programs: 4, toys: 8 }, place);
    expect((await walk(page)).join('\n')).toBe('');
  });

  it('where a script scrolls to it', async () => {
    await page.setViewportSize(size);
    await open(page, { scene: 'running', programs: 4, toys: 8 }, 'settings');
    await goTo(page, 'settings');
    const found: string[] = [];
    for (const testid of ['server-port', 'stop-key', 'limit-own']) {
      for (const block of ['start', 'end', 'nearest'] as const) {
        await page.getByTestId(testid).evaluate((control, block) => {
          control.focus({ preventScroll: true });
          control.scrollIntoView({ block });
        }, block);
        await settle(page);
        const why = await covered(page);
        if (why !== null) found.push(`${block}: ${why}`);
      }
    }
    expect(found.join('\n')).toBe('');
  });
});
