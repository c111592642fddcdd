import { mount } from 'svelte';
import type { Backend } from './lib/backend/backend';
import { tauriBackend } from './lib/backend/tauri';
import { speak } from './lib/language/language.svelte';
import { languageOf } from './lib/language/languages';
import Root from './Root.svelte';
import './styles/tokens.css';
import './styles/contrast.css';
import './styles/base.css';
import './styles/controls.css';

async function chooseBackend(): Promise<Backend> {
  if (__FAKE_BACKEND__) {
    const { backendFromAddress } = await import('./lib/backend/fake');
    return backendFromAddress(new URL(location.href));
  }
  return tauriBackend;
}

// The core has written it there before anything was drawn.
speak(languageOf([document.documentElement.lang]));

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
mount(Root, { target, props: { backend: await chooseBackend() } });
