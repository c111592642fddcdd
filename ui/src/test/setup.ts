import { vi } from 'vitest';
import { configure } from '@testing-library/svelte';

// A busy machine is slow, not wrong: the tests of 26 files run at once.
configure({ asyncUtilTimeout: 10_000 });

/** What a browser has and jsdom lacks. Nothing here measures or lays out. */

window.matchMedia = (query) => {
  const list = new EventTarget() as MediaQueryList;
  return Object.assign(list, {
    matches: false,
    media: query,
    onchange: null,
    addListener: vi.fn(),
    removeListener: vi.fn(),
  });
};

window.ResizeObserver = class {
  observe = vi.fn();
  unobserve = vi.fn();
  disconnect = vi.fn();
};

// Sentences, numbers and dates are looked for as they are written in Britain, whoever runs the tests.
Object.defineProperty(navigator, 'language', { value: 'en-GB', configurable: true });
Object.defineProperty(navigator, 'languages', { value: ['en-GB', 'en'], configurable: true });

// For radio buttons in user-event.
Object.assign(globalThis, { CSS: { escape: (text: string) => text } });

Element.prototype.scrollIntoView = vi.fn();
Element.prototype.setPointerCapture = vi.fn();
