import { invoke } from '@tauri-apps/api/core';
import { STEP_MS, atNextStep } from '../clock.svelte';
import { reducedMotion } from '../media.svelte';
import { seen } from '../seen';
import type { Backend, Unsubscribe } from './backend';
import type {
  AlertPageView,
  AppView,
  AutostartView,
  ExportedView,
  LogLine,
  MessagesView,
  ProgramFiguresView,
  RepeatsView,
  Request,
  ToyDetailsView,
  Update,
} from './bindings';
import { Views } from './views';

/** After a failure; the core answers again, or the window goes with it. */
const AGAIN_MS = 1000;

/** How soon it is looked whether the first state has come. */
const FIRST_MS = 20;

/** How long an answer of the core takes at most, as a rule: what is drawn at a step is as new as it can be. */
const ARRIVES_MS = 50;

/** Lines that come together are drawn together. */
const LOG_EVERY_MS = 250;

const views = new Views();
let nextLine = 0;

/** In so many milliseconds, or later if there is nothing new by then. */
const ask = async (afterMs: number): Promise<AppView> =>
  views.take(await invoke<Update>('changes', { known: views.known, afterMs }));

/** The real thing: the core behind this window. The window asks for what is new, and only while somebody sees it. */
export const tauriBackend: Backend = {
  state: () => ask(0),
  request: async (request: Request) =>
    views.take(await invoke<Update>('request', { request, known: views.known })),
  programFigures: (program) => invoke<ProgramFiguresView>('program_figures', { program }),
  inspect: (program) => invoke('inspect', { program }),
  messages: (program, holds) => invoke<MessagesView | null>('messages', { program, holds }),
  endInspecting: (program) => invoke('end_inspecting', { program }),
  alerts: (query, after) => invoke<AlertPageView>('alerts', { query, after }),
  repeats: (query, id, after) => invoke<RepeatsView>('repeats', { query, id, after }),
  exportAlerts: (query, format) => invoke<ExportedView | null>('export_alerts', { query, format }),
  toyDetails: (index) => invoke<ToyDetailsView | null>('toy_details', { index }),
  autostart: () => invoke<AutostartView>('autostart'),
  setAutostart: (on, hidden) => invoke<AutostartView>('set_autostart', { on, hidden }),
  onTone: (listener) => heard('tones', listener),
  onCloseAsked: (listener) => heard('close_asked', listener),
  answerClose: (keep) => invoke('answer_close', { keep }),
  saveLog: (text) => invoke<string | null>('save_log', { text }),
  openLogFolder: () => invoke('open_log_folder'),
  quit: () => invoke('quit'),
  logLines: () => newLines(0),
  onState: (listener) => {
    sight ??= followSight();
    return again(async () => {
      // The first one is asked for by whoever listens.
      if (views.newest === null) return pause(FIRST_MS);
      // Drawn with all else that moves; where the person wants no motion, that is once a second.
      const every = reducedMotion.current ? 4 : 1;
      const view = await ask(every * STEP_MS - ARRIVES_MS);
      await atNextStep(every, () => {
        listener(view);
      });
    });
  },
  onLog: (listener) =>
    again(async () => {
      listener(await newLines(nextLine));
      await pause(LOG_EVERY_MS);
    }),
};

/** Followed once there is a window to draw. */
let sight: Promise<never> | undefined;

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

/** Calls it whenever the core counts one more, also while nothing can be seen, until the returned function is called. */
function heard(command: string, listener: () => void): Promise<Unsubscribe> {
  let ended = false;
  const goesOn = () => {
    if (!ended) listener();
    return !ended;
  };
  const hear = async () => {
    let count: number | null = null;
    let isHeard = true;
    while (isHeard) {
      try {
        const now: number = await invoke<number>(command, { heard: count });
        if (count !== null) isHeard = goesOn();
        count = now;
      } catch {
        await pause(AGAIN_MS);
      }
    }
  };
  void hear();
  return Promise.resolve(() => {
    ended = true;
  });
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
