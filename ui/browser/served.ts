import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    address: string;
  }
}

/** Not `dist`: that one ships. */
const SIMULATION = fileURLToPath(new URL('../../target/ui-simulation', import.meta.url));

/** Builds the window over the simulation, and serves it as long as the tests run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const config = {
    root: fileURLToPath(new URL('..', import.meta.url)),
    mode: 'simulation',
    logLevel: 'warn',
    build: { outDir: SIMULATION },
  } as const;
  await build(config);
  const server = await preview({ ...config, preview: { port: 0, strictPort: false, host: '127.0.0.1' } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error('The simulation is not served anywhere.');
  project.provide('address', address);
  return () => server.close();
}
