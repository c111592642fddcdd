/// <reference types="svelte" />
/// <reference types="vite/client" />

/** Set at build time: whether the window talks to the simulation instead of the core. */
declare const __FAKE_BACKEND__: boolean;
