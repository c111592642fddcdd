import { tick, untrack } from 'svelte';

/** So close to the end counts as the end, in pixels. */
const NEAR = 24;

/** A list that grows at its end, in a box that scrolls. */
interface Growing {
  box: () => HTMLElement | undefined;
  /** The newest is kept in sight, unless somebody has scrolled back. */
  follow: () => boolean;
  /** Reads all that changes what is drawn, or how large the box is. */
  drawn: () => unknown;
}

export function isAtEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
}

/** For as long as the component is there that calls this while it is made. */
export function keepInSight({ box, follow, drawn }: Growing): void {
  $effect(() => {
    drawn();
    const list = box();
    if (follow() && list !== undefined) list.scrollTop = list.scrollHeight;
  });

  // Rows that come and go above what somebody reads do not move it.
  $effect.pre(() => {
    drawn();
    const list = box();
    if (untrack(follow) || list === undefined) return;
    const rows = [...list.querySelectorAll('li')];
    const read = rows.find((row) => row.offsetTop + row.offsetHeight > list.scrollTop);
    if (read === undefined) return;
    const above = read.offsetTop - list.scrollTop;
    void tick().then(() => {
      if (read.isConnected) list.scrollTop = read.offsetTop - above;
    });
  });
}
