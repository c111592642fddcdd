/**
 * English as it would be if its words were 40 % longer: `Stop` becomes `Stoop`. Layouts are tried with it. Pure.
 */
export function longer(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => {
    const more = Math.round(word.length * 0.4);
    const at = Math.ceil(word.length / 2);
    return word.slice(0, at) + (word[at - 1] ?? '').toLowerCase().repeat(more) + word.slice(at);
  });
}
