import type { PageView } from '../../lib/backend/bindings';
import { dayAndTime, isSameDay } from '../../lib/time';
import { say } from '../../lib/language/language.svelte';

/** How it stands with a page, in a word. */
export function standingWords(page: PageView): string {
  switch (page.standing.is) {
    case 'allowed':
      return say('page-is-allowed');
    case 'refused':
      return say('page-is-never');
    case 'turned_away':
      return say('page-is-away');
  }
}

/** Since when, and when it was last there. `nowMs`: since 1970; `leftMs`: of a page that was turned away. Pure. */
export function pageFacts(page: PageView, nowMs: number, leftMs: number): string {
  if (page.standing.is === 'turned_away') {
    const minutes = Math.max(1, Math.ceil(leftMs / 60_000));
    return say('page-asked-in', { minutes });
  }
  const refused = page.standing.is === 'refused';
  const since =
    page.decided_ms === null
      ? say(refused ? 'page-refused-long-ago' : 'page-allowed-long-ago')
      : say(refused ? 'page-refused' : 'page-allowed', { time: when(page.decided_ms, nowMs) });
  const used =
    page.last_ms === null
      ? say(refused ? 'page-not-tried' : 'page-not-used')
      : say(refused ? 'page-tried' : 'page-used', { count: page.times, time: when(page.last_ms, nowMs) });
  return `${since} ${used}`;
}

function when(atMs: number, nowMs: number): string {
  const time = dayAndTime(atMs, nowMs);
  return isSameDay(atMs, nowMs) ? say('today', { time }) : time;
}
