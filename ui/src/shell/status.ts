import type { AppView } from '../lib/backend/bindings';

/** What the header says of the server, in a word or two. */
export interface Status {
  tone: 'alive' | 'late' | 'off' | 'problem';
  words: string;
  url: string | null;
}

export function statusOf(view: AppView): Status {
  switch (view.server.state) {
    case 'running':
      // Without a limit Vigil still watches connections; saying only "Watching" would promise more than holds.
      return view.settings.ping.limit_ms > 0
        ? { tone: 'alive', words: 'Watching', url: view.server.url }
        : { tone: 'late', words: 'Connections only', url: view.server.url };
    case 'stopped':
      return { tone: 'off', words: 'Off', url: null };
    case 'failed':
      return { tone: 'problem', words: 'Not running', url: null };
  }
}
