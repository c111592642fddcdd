/** Where in the window the page of a program is: `#/watch/12`. */
export function pageAddress(id: number): string {
  return `#/watch/${id}`;
}

/** The program whose page this part of Watch is; null if it is none. */
export function programOf(part: string | null): number | null {
  return part !== null && /^\d{1,15}$/.test(part) ? Number(part) : null;
}

/** The program whose page was open last: the way back leads to its card. */
export const back: { program: number | null } = { program: null };

/** Whoever comes back from a page goes on where they were, unless they have gone elsewhere already. */
export function focusCard(): void {
  if (back.program === null) return;
  const link = document.querySelector<HTMLElement>(`a[href="${pageAddress(back.program)}"]`);
  back.program = null;
  const at = document.activeElement;
  if (at === null || at === document.body || at.tagName === 'MAIN') link?.focus();
}
