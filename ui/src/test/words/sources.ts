import { readFileSync, readdirSync } from 'node:fs';

/** What of the window's own code a person may read something of. */
export interface Source {
  path: string;
  code: string;
}

/** Neither tests nor the simulation, whose sentences stand in for those of the core. */
const OUTSIDE = /\.test\.ts$|^test\/|^lib\/backend\/|^lib\/language\/messages\.ts$|\.d\.ts$/;

export function sources(): Source[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(svelte|ts)$/.test(path) && !OUTSIDE.test(path))
    .sort()
    .map((path) => ({ path, code: readFileSync(`src/${path}`, 'utf8') }));
}
