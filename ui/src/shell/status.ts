import type { AppView } from '../lib/backend/bindings';
import { list, shortened } from '../lib/words';
import { say } from '../lib/language/language.svelte';

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
      return { tone: 'off', words: say('status-off'), title: null, url: null };
    case 'failed':
      return { tone: 'problem', words: say('status-failed'), title: null, url: null };
  }
}

/** How those who are connected are really watched. The setting alone says what becomes of those who will connect. */
function watchOf({ programs, settings }: AppView): Omit<Status, 'url'> {
  if (programs.length === 0) {
    // Without a limit Vigil still watches connections; saying only "Watching" would promise more than holds.
    return settings.ping.limit_ms > 0
      ? { tone: 'alive', words: say('status-watching'), title: null }
      : {
          tone: 'late',
          words: say('status-no-limit'),
          title: say('status-no-limit-title'),
        };
  }
  const unwatched = programs.filter((program) => program.watch.kind !== 'ping');
  if (unwatched.length === 0) return { tone: 'alive', words: say('status-watching'), title: null };
  return {
    tone: 'late',
    words: say('status-some', { watched: programs.length - unwatched.length, all: programs.length }),
    title: say('status-some-title', { names: list(unwatched.map((program) => shortened(program.name))) }),
  };
}
