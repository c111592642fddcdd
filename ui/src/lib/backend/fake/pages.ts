import type { PageView, PageWish, ServerSettings } from '../bindings';

/** What names nobody. */
export const NOBODY = /^(null|file:\/\/|app:\/\/[.-]?)$/;

type Facts = Pick<PageView, 'decided_ms' | 'last_ms' | 'times'>;

/** What the core remembers of web pages. */
export class FakePages {
  facts: Record<string, Facts> = {};
  turnedAway: { origin: string; until_ms: number }[] = [];

  view(server: ServerSettings): PageView[] {
    const kept = (origin: string, is: 'allowed' | 'refused'): PageView => ({
      origin,
      standing: { is },
      ...(this.facts[origin] ?? { decided_ms: null, last_ms: null, times: 0 }),
    });
    return [
      ...this.turnedAway.map(({ origin, until_ms }): PageView => ({
        origin,
        standing: { is: 'turned_away', until_ms },
        decided_ms: null,
        last_ms: null,
        times: 0,
      })),
      ...server.allowed_origins.map((origin) => kept(origin, 'allowed')),
      ...server.refused_origins.map((origin) => kept(origin, 'refused')),
    ];
  }

  /** The settings that the person's wish leads to. */
  decide(server: ServerSettings, origin: string, wish: PageWish, nowMs: number): ServerSettings {
    const others = (origins: string[]) => origins.filter((one) => one !== origin);
    const allowed = others(server.allowed_origins);
    const refused = others(server.refused_origins);
    this.turnedAway = this.turnedAway.filter((one) => one.origin !== origin);
    if (wish === 'ask') {
      this.facts = Object.fromEntries(Object.entries(this.facts).filter(([one]) => one !== origin));
    } else {
      this.facts = { ...this.facts, [origin]: { decided_ms: nowMs, last_ms: null, times: 0 } };
    }
    return {
      ...server,
      allowed_origins: wish === 'allow' ? [...allowed, origin] : allowed,
      refused_origins: wish === 'never' ? [...refused, origin] : refused,
    };
  }
}
