import type { PageView } from '../../lib/backend/bindings';
import { dayAndTime, grouped } from '../../lib/time';

/** How it stands with a page, in a word. */
export function standingWords(page: PageView): string {
  switch (page.standing.is) {
    case 'allowed':
      return 'Allowed';
    case 'refused':
      return 'Never';
    case 'turned_away':
      return 'Turned away';
  }
}

/** Since when, and when it was last there. `nowMs`: since 1970; `leftMs`: of a page that was turned away. Pure. */
export function pageFacts(page: PageView, nowMs: number, leftMs: number): string {
  if (page.standing.is === 'turned_away') {
    const minutes = Math.max(1, Math.ceil(leftMs / 60_000));
    return `Vigil asks about it again in ${minutes} min.`;
  }
  const refused = page.standing.is === 'refused';
  const verb = refused ? 'Refused' : 'Allowed';
  const since =
    page.decided_ms === null
      ? `${verb} before Vigil kept dates.`
      : `${verb} ${when(page.decided_ms, nowMs)}.`;
  if (page.last_ms === null) return `${since} ${refused ? 'It has not tried since.' : 'Not used since.'}`;
  const times = page.times === 1 ? 'once' : `${grouped(page.times)} times`;
  return refused
    ? `${since} It tried ${times}, last ${when(page.last_ms, nowMs)}.`
    : `${since} Used ${times}, last ${when(page.last_ms, nowMs)}.`;
}

function when(atMs: number, nowMs: number): string {
  const words = dayAndTime(atMs, nowMs);
  return /^\d\d:/.test(words) ? `today ${words}` : words;
}
