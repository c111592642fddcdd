import { mount } from 'svelte';
import type { Backend } from './lib/backend/backend';
import { tauriBackend } from './lib/backend/tauri';
import { speak, systemLanguage } from './lib/language/language.svelte';
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

speak(systemLanguage());

const target = document.getElementById('app');
if (target === null) throw new Error('index.html has no #app');
mount(Root, { target, props: { backend: await chooseBackend() } });
