import { chromium, type Browser, type Page } from 'playwright-core';
import { inject } from 'vitest';
import type { FakeBackend } from '../src/lib/backend/fake';
import type { Scene } from '../src/lib/backend/fake/scenes';
import type { Language } from '../src/lib/language/languages';
import type { Place } from '../src/lib/router.svelte';

declare global {
  /** The backend of the page that is open. */
  var simulation: FakeBackend;
}

export const PLACES: readonly Place[] = ['watch', 'toys', 'alerts', 'settings', 'log'];

/** The colours that the window can have. In `forced` the system chooses them. */
export const LOOKS = {
  dark: { colorScheme: 'dark', contrast: 'no-preference', forcedColors: 'none' },
  light: { colorScheme: 'light', contrast: 'no-preference', forcedColors: 'none' },
  'dark, high contrast': { colorScheme: 'dark', contrast: 'more', forcedColors: 'none' },
  'light, high contrast': { colorScheme: 'light', contrast: 'more', forcedColors: 'none' },
  'forced colours': { colorScheme: 'dark', contrast: 'more', forcedColors: 'active' },
} as const;
export type Look = keyof typeof LOOKS;

/** The system's Chromium; none is downloaded. */
export async function launch(options: string[] = []): Promise<Browser> {
  const { VIGIL_BROWSER } = process.env;
  if (VIGIL_BROWSER === undefined) throw new Error('VIGIL_BROWSER does not say where Chromium is.');
  return chromium.launch({ executablePath: VIGIL_BROWSER, args: options });
}

export interface Size {
  width: number;
  height: number;
}

/** A page in which nothing slides or fades: what is measured stands still. */
export async function newPage(browser: Browser, size: Size): Promise<Page> {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce', locale: 'en-GB' });
  page.setDefaultTimeout(20_000);
  return page;
}

export interface Start {
  scene: Scene;
  programs?: number;
  toys?: number;
  broken?: boolean;
  /** `longer`: English whose words are 40 % longer. */
  language?: Language | 'longer';
}

export async function open(page: Page, start: Start, place: Place = 'watch'): Promise<void> {
  const address = new URL(inject('address'));
  address.searchParams.set('scene', start.scene);
  if (start.programs !== undefined) address.searchParams.set('programs', String(start.programs));
  if (start.toys !== undefined) address.searchParams.set('toys', String(start.toys));
  if (start.language === 'longer') address.searchParams.set('longer', '');
  else if (start.language !== undefined) address.searchParams.set('language', start.language);
  if (start.broken === true) address.searchParams.set('broken', '');
  address.hash = `#/${place}`;
  await page.goto('about:blank');
  await page.goto(address.href);
  await page.getByTestId('stop-everything').waitFor();
  if (start.broken !== true) await goTo(page, place);
}

export async function goTo(page: Page, place: Place): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), `#/${place}`);
  await page.locator(`[data-testid="nav-${place}"][aria-current="page"]`).waitFor();
  await settle(page);
}

/** Until what has changed is drawn. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

export async function look(page: Page, look: Look): Promise<void> {
  const media = LOOKS[look];
  await page.emulateMedia(media);
  // The window follows by itself, but for one that has no settings yet or could not be drawn.
  await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), media.colorScheme);
}
