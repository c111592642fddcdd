import type { Appearance } from './backend/bindings';

export type Theme = 'dark' | 'light';

export function themeOf(appearance: Appearance, systemIsDark: boolean): Theme {
  if (appearance === 'system') return systemIsDark ? 'dark' : 'light';
  return appearance;
}

export function applyTheme(theme: Theme, root: HTMLElement = document.documentElement): void {
  root.dataset.theme = theme;
}
