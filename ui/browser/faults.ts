import type { Page } from 'playwright-core';

/** What does not fit: sideways scrolling, parts beyond the edge, words that are cut and stand nowhere whole. */
export function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    const main = document.querySelector('main');
    const called = (part: Element): string => {
      const words = part.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
      return `${part.localName}.${String(part.getAttribute('class')).split(' ')[0] ?? ''} "${words}"`;
    };
    if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} wide`);
    if (main !== null && main.scrollWidth > main.clientWidth) {
      found.push(`what is in main is ${main.scrollWidth} wide, it shows ${main.clientWidth}`);
    }
    const isSeen = (part: Element): boolean => {
      const style = getComputedStyle(part);
      return style.visibility !== 'hidden' && style.clipPath === 'none' && part.closest('.unseen') === null;
    };
    const isInsideOfACut = (part: Element): boolean => {
      for (let up = part.parentElement; up !== null && up !== main; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== 'visible') return true;
      }
      return false;
    };
    for (const part of document.querySelectorAll<HTMLElement>('body *')) {
      if (part.closest('svg') !== null && part.localName !== 'svg') continue;
      const { left, right, width, height } = part.getBoundingClientRect();
      if (width <= 1 || height <= 1 || !isSeen(part)) continue;
      if (isInsideOfACut(part)) continue;
      if (right > innerWidth + 1 || left < -1) {
        found.push(`${called(part)} from ${Math.round(left)} to ${Math.round(right)}`);
      }
      const style = getComputedStyle(part);
      const cuts = style.overflowX === 'hidden' || style.overflowX === 'clip';
      const isCut = part.scrollWidth > part.clientWidth + 1;
      if (cuts && isCut) {
        if (style.textOverflow !== 'ellipsis') found.push(`${called(part)} is cut without a sign`);
        else if (part.closest('[title]') === null)
          found.push(`${called(part)} is cut and stands nowhere whole`);
      }
      const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
      if (scrolls && isCut && part.localName !== 'main') found.push(`${called(part)} scrolls sideways`);
      // What overflows its card is drawn over its neighbour.
      const card = part.parentElement?.closest('.card');
      if (
        card !== null &&
        card !== undefined &&
        style.position !== 'absolute' &&
        part.closest('[role="menu"]') === null
      ) {
        const box = card.getBoundingClientRect();
        if (right > box.right + 1 || left < box.left - 1)
          found.push(`${called(part)} sticks out of its card`);
      }
    }
    const textsOf = (part: Element): Text[] => {
      const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      const all: Text[] = [];
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const { parentElement } = node;
        if (
          node instanceof Text &&
          node.data.trim() !== '' &&
          parentElement !== null &&
          isSeen(parentElement)
        )
          all.push(node);
      }
      return all;
    };
    const boxesOf = (text: Text, from: number, to: number): DOMRect[] => {
      const range = document.createRange();
      range.setStart(text, from);
      range.setEnd(text, to);
      return [...range.getClientRects()];
    };
    for (const button of document.querySelectorAll('.button, nav a')) {
      const box = button.getBoundingClientRect();
      if (box.width <= 1 || button.closest('select') !== null) continue;
      for (const text of textsOf(button)) {
        const words = boxesOf(text, 0, text.length).filter(({ width }) => width > 1);
        if (words.some(({ left, right }) => left < box.left + 1 || right > box.right - 1))
          found.push(`${called(button)} has words at its edge`);
        // Japanese could be broken after each sign; what is as short as this is not.
        const lines = new Set(words.map(({ top }) => top));
        if (text.data.trim().length <= 4 && lines.size > 1)
          found.push(`${called(button)} is broken inside a word`);
      }
    }
    for (const label of document.querySelectorAll('nav .label')) {
      for (const text of textsOf(label)) {
        for (const { index, 0: word } of text.data.matchAll(/\S+/g)) {
          const lines = new Set(boxesOf(text, index, index + word.length).map(({ top }) => top));
          if (lines.size > 1) found.push(`${called(label)} is broken inside a word`);
        }
      }
    }
    const stop = document.querySelector('[data-testid="stop-everything"]');
    const box = stop?.getBoundingClientRect();
    const top = box && document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
    if (top === null || top === undefined || stop?.contains(top) !== true)
      found.push('Stop everything is not in view');
    return found;
  });
}
