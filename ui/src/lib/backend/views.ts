import type {
  AppView,
  Changes,
  ListChange,
  PingChange,
  ProgramView,
  ToyView,
  Update,
  ValueChange,
} from './bindings';

/** Answers may overtake each other; each is about a view that the window had lately. */
const KEPT = 4;

/** The views that the core told lately. What has not changed is the same object in each: it need not be drawn again. */
export class Views {
  #kept: AppView[] = [];
  #lost = false;

  get newest(): AppView | null {
    return this.#kept.at(-1) ?? null;
  }

  /** What the core is asked to build upon; null if it has to tell everything. */
  get known(): number | null {
    return this.#lost ? null : (this.newest?.revision ?? null);
  }

  /** The view that the core means. If it builds upon one that is not known here, the next has all. */
  take(update: Update): AppView {
    const view = update.kind === 'whole' ? update.view : this.#built(update.changes);
    if (view === null) {
      this.#lost = true;
      throw new Error('The core built upon a state that the window does not have.');
    }
    if (update.kind === 'whole') this.#lost = false;
    if (update.kind === 'whole' || view.revision > (this.newest?.revision ?? -1)) {
      this.#kept = [...this.#kept, view].slice(-KEPT);
    }
    return view;
  }

  #built(changes: Changes): AppView | null {
    const base = this.#kept.find((view) => view.revision === changes.base);
    return base === undefined ? null : apply(base, changes);
  }
}

/** The view that these changes lead to. Pure. */
export function apply(view: AppView, changes: Changes): AppView {
  return {
    ...view,
    revision: changes.revision,
    at_ms: changes.at_ms,
    server: changes.server ?? view.server,
    ...(changes.hold === undefined
      ? {}
      : {
          held: changes.hold.held,
          hold_record: changes.hold.record,
          held_because: changes.hold.because,
        }),
    programs: pinged(listed(view.programs, changes.programs, idOf), changes.pings),
    asking_pages: changes.asking_pages ?? view.asking_pages,
    pages: changes.pages ?? view.pages,
    bluetooth: changes.bluetooth ?? view.bluetooth,
    toys: valued(listed(view.toys, changes.toys, indexOf), changes.values),
    drill: changes.drill ?? view.drill,
    imported: changes.imported === undefined ? view.imported : changes.imported.sentence,
    stop_key: changes.stop_key ?? view.stop_key,
    alerts: listed(view.alerts, changes.alerts, idOf),
    history: changes.history ?? view.history,
    settings: changes.settings ?? view.settings,
    language: changes.language ?? view.language,
  };
}

const idOf = ({ id }: { id: number }): number => id;
const indexOf = ({ index }: { index: number }): number => index;

function listed<T>(list: T[], change: ListChange<T> | undefined, numberOf: (item: T) => number): T[] {
  if (change === undefined) return list;
  const items = new Map(list.map((item) => [numberOf(item), item]));
  for (const item of change.items) items.set(numberOf(item), item);
  const order = change.order ?? list.map(numberOf);
  return order.flatMap((number) => items.get(number) ?? []);
}

function pinged(programs: ProgramView[], changes: PingChange[] | undefined): ProgramView[] {
  if (changes === undefined) return programs;
  return programs.map((program) => {
    const change = changes.find(({ id }) => id === program.id);
    if (change === undefined) return program;
    const { pings_received, silent_since_ms, dropped, kept, added } = change;
    const pings = [...program.pings.slice(dropped, dropped + kept), ...added];
    const refused = change.refused ?? program.refused;
    return { ...program, pings_received, silent_since_ms, pings, refused };
  });
}

function valued(toys: ToyView[], changes: ValueChange[] | undefined): ToyView[] {
  if (changes === undefined) return toys;
  return toys.map((toy) => {
    const own = changes.filter((change) => change.toy === toy.index);
    if (own.length === 0) return toy;
    const outputs = [...toy.outputs];
    for (const { output, value, duration_ms } of own) {
      const old = outputs[output];
      if (old !== undefined) outputs[output] = { ...old, value, duration_ms };
    }
    return { ...toy, outputs };
  });
}
