import { MediaQuery } from 'svelte/reactivity';

/** Whether the person asked their system for less motion. */
export const reducedMotion = new MediaQuery('(prefers-reduced-motion: reduce)', false);
export const systemDark = new MediaQuery('(prefers-color-scheme: dark)', true);
