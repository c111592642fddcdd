export const PLACES = ['watch', 'toys', 'alerts', 'settings', 'log'] as const;
export type Place = (typeof PLACES)[number];

/** `#/settings/ping` is the place `settings`, scrolled to `ping`. Anything unknown is Watch. */
export function parseHash(hash: string): { place: Place; part: string | null } {
  const [name, part] = hash.replace(/^#\/?/, '').split('/');
  const place = PLACES.find((known) => known === name) ?? 'watch';
  return { place, part: part === undefined || part === '' ? null : part };
}

export class Router {
  #hash = $state(location.hash);
  readonly #at = $derived(parseHash(this.#hash));

  get place(): Place {
    return this.#at.place;
  }

  get part(): string | null {
    return this.#at.part;
  }

  /** Follows the address until the returned function is called. */
  start(): () => void {
    const follow = () => {
      this.#hash = location.hash;
    };
    addEventListener('hashchange', follow);
    follow();
    return () => {
      removeEventListener('hashchange', follow);
    };
  }
}
