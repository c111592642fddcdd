import { describe, expect, it } from 'vitest';
import type { AppView, Changes } from './bindings';
import samples from './changes.samples.jsonl?raw';
import { FakeBackend } from './fake';
import { Views, apply } from './views';

interface Sample {
  old: AppView;
  changes: Changes;
  new: AppView;
}

const all = samples
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Sample);

const nothing = (base: number, revision: number): Changes => ({ base, revision, at_ms: 0 });

describe('apply', () => {
  it.each(all)('leads from the view before to the one after, as the core means it', (sample) => {
    expect(apply(sample.old, sample.changes)).toEqual(sample.new);
  });

  it('keeps what has not changed as it is, so that it need not be drawn again', () => {
    const { world } = new FakeBackend('running');
    const view = world.view();
    const [first, second] = view.programs;
    if (first === undefined || second === undefined) throw new Error('two programs');
    const ping = { at_ms: 99_000, gap_ms: 400 };
    const next = apply(view, {
      ...nothing(view.revision, 2),
      pings: [
        {
          id: first.id,
          pings_received: 9,
          silent_since_ms: 99_000,
          dropped: 1,
          kept: first.pings.length - 1,
          added: [ping],
        },
      ],
    });
    expect(next.programs[0]?.pings).toEqual([...first.pings.slice(1), ping]);
    expect(next.programs[1]).toBe(second);
    expect(next.toys).toBe(view.toys);
    expect(next.alerts).toBe(view.alerts);
    expect(next.settings).toBe(view.settings);
  });
});

describe('Views', () => {
  const whole = (revision: number): { kind: 'whole'; view: AppView } => ({
    kind: 'whole',
    view: { ...new FakeBackend('empty').world.view(), revision },
  });

  it('takes answers that overtake each other, each for what it builds upon', () => {
    const views = new Views();
    views.take(whole(1));
    expect(views.take({ kind: 'changed', changes: nothing(1, 3) }).revision).toBe(3);
    expect(views.take({ kind: 'changed', changes: nothing(1, 2) }).revision).toBe(2);
    expect(views.newest?.revision).toBe(3);
  });

  it('asks for everything when a change builds upon what it does not have', () => {
    const views = new Views();
    views.take(whole(1));
    expect(() => views.take({ kind: 'changed', changes: nothing(7, 8) })).toThrow();
    expect(views.known).toBeNull();
    expect(views.take(whole(9)).revision).toBe(9);
    expect(views.known).toBe(9);
  });
});
