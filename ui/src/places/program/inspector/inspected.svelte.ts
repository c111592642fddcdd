import type { MessagesView, MessageView } from '../../../lib/backend/bindings';
import { atNextStep } from '../../../lib/clock.svelte';
import { seen } from '../../../lib/seen';
import type { MessageSource } from '../../../lib/state/actions';
import { merged } from './messages';

/** The messages of one program, kept and asked for while somebody looks at them. */
export class Inspected {
  messages = $state.raw<readonly MessageView[]>([]);
  /** All that there were so far. */
  counted = $state(0);
  paused = $state(false);

  /** How many came since the newest one that is shown. */
  get newer(): number {
    return Math.max(0, this.counted - (this.messages.at(-1)?.number ?? this.counted));
  }

  /** Until the returned function is called, or the program is gone. */
  follow(source: MessageSource, isHere: () => boolean): () => void {
    const end = () => {
      source.end().catch(() => undefined);
    };
    const unfollow = seen.follow(() => {
      if (!seen.now) end();
    });
    const follower = { ended: false };
    // It is gone, or Vigil ends; the page says so by itself.
    this.#turns(source, isHere, follower).catch(() => undefined);
    return () => {
      follower.ended = true;
      unfollow();
      end();
    };
  }

  async #turns(source: MessageSource, isHere: () => boolean, follower: { ended: boolean }): Promise<void> {
    while (!follower.ended) {
      await seen.again();
      // Before it is asked: what was said last is taken, too.
      const wasHere = isHere();
      const news = await source.take(this.paused);
      // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have ended meanwhile
      if (follower.ended) return;
      if (news !== null) this.#take(news);
      else await source.begin();
      if (!wasHere && !this.paused) return;
      await atNextStep(1, () => undefined);
    }
  }

  #take(news: MessagesView): void {
    this.counted = news.counted;
    this.messages = merged(this.messages, news);
  }
}
