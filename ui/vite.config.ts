import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The build that the tests open in a browser. */
const SIMULATION = 'simulation';

/** Fails a production build that would ship the simulation. */
function noFakeBackend(): Plugin {
  return {
    name: 'vigil:no-fake-backend',
    apply: (_config, { command, mode }) => command === 'build' && mode !== SIMULATION,
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        const fake = chunk.moduleIds.find((id) => id.includes('/backend/fake'));
        if (fake !== undefined) this.error(`The simulation is in the bundle: ${fake}`);
      }
    },
  };
}

export default defineConfig(({ command, mode }) => {
  // `tauri dev` serves from here too, and then the real core answers. A plain `npm run dev` has no core.
  const served = command === 'serve' && process.env.TAURI_ENV_PLATFORM === undefined;
  const fake = served || mode === SIMULATION;
  return {
    base: './',
    clearScreen: false,
    // What the tests in jsdom need would find Svelte's other half for a build that a test asks for.
    plugins: [svelte(), ...(mode === SIMULATION ? [] : [svelteTesting()]), noFakeBackend()],
    define: { __FAKE_BACKEND__: JSON.stringify(fake) },
    // The messages lie beside the core, which speaks them as well.
    server: { port: 5183, strictPort: true, host: '127.0.0.1', fs: { allow: ['..'] } },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      // The oldest engines Tauri meets: WebKitGTK 2.40, WKWebView of macOS 13, WebView2.
      target: ['safari16.4', 'chrome111'],
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
    },
    test: {
      environment: 'jsdom',
      include: ['src/**/*.test.ts'],
      setupFiles: ['src/test/setup.ts'],
      restoreMocks: true,
      // A busy machine is slow, not wrong.
      testTimeout: 30_000,
    },
  };
});
