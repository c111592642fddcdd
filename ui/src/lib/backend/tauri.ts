import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Backend } from './backend';
import type { AppView, LogLine } from './bindings';

/** The real thing: the core behind this window. */
export const tauriBackend: Backend = {
  state: () => invoke<AppView>('app_state'),
  request: (request) => invoke<AppView>('request', { request }),
  logLines: () => invoke<LogLine[]>('log_lines'),
  onState: (listener) =>
    listen<AppView>('state', (event) => {
      listener(event.payload);
    }),
  onLog: (listener) =>
    listen<LogLine[]>('log', (event) => {
      listener(event.payload);
    }),
};
