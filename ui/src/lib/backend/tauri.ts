import { invoke } from '@tauri-apps/api/core';
import { nextTick } from '../clock.svelte';
import { reducedMotion } from '../media.svelte';
import { seen } from '../seen';
import type { Backend, Unsubscribe } from './backend';
import type { AlertPageView, AppView, ExportedView, LogLine, RepeatsView, Request, Update } from './bindings';
import { Views } from './views';

/** After a failure; the core answers again, or the window goes with it. */
const AGAIN_MS = 1000;

/** How soon it is looked whether the first state has come. */
const FIRST_MS = 20;

/** Lines that come together are drawn together. */
const LOG_EVERY_MS = 250;

const views = new Views();
let nextLine = 0;

const ask = async (): Promise<AppView> => views.take(await invoke<Update>('changes', { known: views.known }));

/** The real thing: the core behind this window. The window asks for what is new, and only while somebody sees it. */
export const tauriBackend: Backend = {
  state: ask,
  request: async (request: Request) =>
    views.take(await invoke<Update>('request', { request, known: views.known })),
  alerts: (query, after) => invoke<AlertPageView>('alerts', { query, after }),
  repeats: (query, id, after) => invoke<RepeatsView>('repeats', { query, id, after }),
  exportAlerts: (query, format) => invoke<ExportedView | null>('export_alerts', { query, format }),
  onTone: (listener) => {
    let ended = false;
    void hearTones(() => {
      if (!ended) listener();
      return !ended;
    });
    return Promise.resolve(() => {
      ended = true;
    });
  },
  logLines: () => newLines(0),
  onState: (listener) =>
    again(async () => {
      // The first one is asked for by whoever listens.
      if (views.newest === null) return pause(FIRST_MS);
      const view = await ask();
      // Drawn with all else that moves.
      await nextTick(reducedMotion.current ? 3 : 1);
      listener(view);
    }),
  onLog: (listener) =>
    again(async () => {
      listener(await newLines(nextLine));
      await pause(LOG_EVERY_MS);
    }),
};

void followSight();

/** Also while nothing can be seen: how else would the page learn that it is seen again? */
async function followSight(): Promise<never> {
  for (;;) {
    try {
      seen.covered = !(await invoke<boolean>('sight', { wasSeen: !seen.covered }));
    } catch {
      await pause(AGAIN_MS);
    }
  }
}

/** Also while nothing can be seen: that is when a tone helps. Ends when `listener` says no. */
async function hearTones(listener: () => boolean): Promise<void> {
  let heard: number | null = null;
  let goesOn = true;
  while (goesOn) {
    try {
      const tones: number = await invoke<number>('tones', { heard });
      if (heard !== null) goesOn = listener();
      heard = tones;
    } catch {
      await pause(AGAIN_MS);
    }
  }
}

async function newLines(from: number): Promise<LogLine[]> {
  const lines = await invoke<LogLine[]>('log_lines', { from });
  nextLine = Math.max(nextLine, (lines.at(-1)?.seq ?? -1) + 1);
  return lines;
}

/** Does it again and again while the window is seen, until the returned function is called. */
function again(turn: () => Promise<void>): Promise<Unsubscribe> {
  let ended = false;
  const turns = async () => {
    while (!ended) {
      await seen.again();
      await turn().catch(() => pause(AGAIN_MS));
    }
  };
  void turns();
  return Promise.resolve(() => {
    ended = true;
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
