import type { AppView } from '../lib/backend/bindings';
import { list, shortened } from '../lib/words';

/** What the header says of the server, in a word or two. */
export interface Status {
  tone: 'alive' | 'late' | 'off' | 'problem';
  words: string;
  /** The same at length. */
  title: string | null;
  url: string | null;
}

export function statusOf(view: AppView): Status {
  switch (view.server.state) {
    case 'running':
      return { ...watchOf(view), url: view.server.url };
    case 'stopped':
      return { tone: 'off', words: 'Off', title: null, url: null };
    case 'failed':
      return { tone: 'problem', words: 'Not running', title: null, url: null };
  }
}

/** How those who are connected are really watched. The setting alone says what becomes of those who will connect. */
function watchOf({ programs, settings }: AppView): Omit<Status, 'url'> {
  if (programs.length === 0) {
    // Without a limit Vigil still watches connections; saying only "Watching" would promise more than holds.
    return settings.ping.limit_ms > 0
      ? { tone: 'alive', words: 'Watching', title: null }
      : {
          tone: 'late',
          words: 'No limit set',
          title: 'Only connections are watched: a program that freezes is not noticed.',
        };
  }
  const unwatched = programs.filter((program) => program.watch.kind !== 'ping');
  if (unwatched.length === 0) return { tone: 'alive', words: 'Watching', title: null };
  return {
    tone: 'late',
    words: `Watching ${programs.length - unwatched.length} of ${programs.length}`,
    title: `Only the connection is watched of ${list(unwatched.map((program) => shortened(program.name)))}.`,
  };
}
