import type {
  OutputRangeView,
  OutputView,
  SimulatedKind,
  ToyDetailsView,
  ToyLink,
  ToyPermission,
  ToyView,
} from '../bindings';
import { MODELS, ON_SCREEN, type Model, type ModelName } from './models';

/** A toy of the simulation: its outputs, and what programs and the person let it do. */
export class FakeToy {
  readonly index: number;
  readonly simulated: SimulatedKind | null;
  readonly model: string;
  readonly address: string | null;
  /** What the person calls it. */
  called: string | null;
  link: ToyLink = 'connected';
  permission: ToyPermission = 'default';
  battery: number | null;
  signal: number | null;
  tried = false;
  unconfirmed = false;
  /** The shortest time between two writes that the person wants. */
  gap: number | null = null;
  /** As the core counts: odd while it is held. */
  #hold = 0;
  outputs: OutputView[];

  private constructor(index: number, model: Model, simulated: SimulatedKind | null, called: string | null) {
    this.index = index;
    this.model = model.name;
    this.simulated = simulated;
    this.called = called;
    this.battery = 82;
    this.signal = simulated === null ? -58 : null;
    this.address = simulated === null ? addressOf(index) : null;
    this.outputs = model.outputs.map((one) => ({ ...one }));
  }

  static onScreen(index: number, kind: SimulatedKind, called: string | null = null): FakeToy {
    return new FakeToy(index, ON_SCREEN[kind], kind, called);
  }

  static withRadio(index: number, model: ModelName, called: string | null = null): FakeToy {
    return new FakeToy(index, MODELS[model], null, called);
  }

  get name(): string {
    return this.called ?? this.model;
  }

  /** What a program that plays a wave asks for at a moment. While the person moves the toy, their wish holds. */
  drive(atMs: number): void {
    if (this.tried || this.held !== null || this.link !== 'connected') return;
    const wave = (period: number, shift = 0) => Math.sin((atMs / period + shift) * 2 * Math.PI);
    this.outputs = this.outputs.map((one, index) => {
      switch (one.kind) {
        case 'Rotate':
          return limited(one, wave(9000, 0.12) * one.max);
        case 'Position':
        case 'Led':
          return one;
        case 'HwPositionWithDuration':
          return { ...limited(one, Math.floor(atMs / 800) % 2 === 0 ? 88 : 12), duration_ms: 800 };
        case 'Constrict':
          return limited(one, (0.5 + 0.5 * wave(6400)) * one.max);
        default:
          return limited(one, (0.55 + 0.42 * wave(5200, index * 0.3)) * one.max);
      }
    });
  }

  /** The person's own hand. */
  move(feature: number, kind: string, value: number): void {
    this.tried = true;
    this.outputs = this.outputs.map((one) =>
      one.feature !== feature
        ? one
        : one.kind === kind
          ? { ...limited(one, value), duration_ms: null }
          : { ...one, duration_ms: null },
    );
  }

  prefer(feature: number, kind: string, wish: Partial<OutputView>): void {
    const { disabled, limit_percent, from_percent, reversed } = wish;
    this.outputs = this.outputs.map((one) => {
      if (one.feature !== feature || one.kind !== kind) return one;
      const wished = {
        ...one,
        disabled: disabled ?? one.disabled,
        limit_percent: limit_percent ?? one.limit_percent,
        from_percent: from_percent ?? one.from_percent,
        reversed: reversed ?? one.reversed,
      };
      return isPosition(one) ? wished : limited(wished, one.value);
    });
  }

  get held(): number | null {
    return this.#hold % 2 === 1 ? this.#hold : null;
  }

  /** A new hold, also where there is one already. */
  hold(): void {
    this.#hold += this.held === null ? 1 : 2;
    this.stop();
  }

  /** Unless a newer one has taken its place. */
  release(hold: number): void {
    if (hold === this.held) this.#hold += 1;
  }

  stop(): void {
    this.tried = false;
    this.outputs = this.outputs.map((one) => ({
      ...one,
      value: isPosition(one) ? one.value : 0,
      duration_ms: one.duration_ms === null ? null : 0,
    }));
  }

  view(movedBy: string[]): ToyView {
    return {
      index: this.index,
      name: this.name,
      model: this.model,
      simulated: this.simulated,
      link: this.link,
      address: this.address,
      permission: this.permission,
      battery_percent: this.link === 'away' ? null : this.battery,
      signal_dbm: this.link === 'away' ? null : this.signal,
      outputs: this.link === 'away' ? [] : this.outputs.map((one) => ({ ...one })),
      moved_by: this.link === 'connected' && this.held === null ? movedBy : [],
      tried: this.tried,
      stop_unconfirmed: this.unconfirmed,
      held: this.held,
      message_gap:
        this.link === 'away' ? null : { own_ms: this.simulated === null ? 75 : 10, wished_ms: this.gap },
    };
  }

  /** What the core tells of a toy that somebody looks at closely. */
  details(): ToyDetailsView {
    const features = [...new Set(this.outputs.map((one) => one.feature))];
    const battery = { kind: 'Battery', min: 0, max: 100, reads: true, subscribes: false };
    return {
      features: [
        ...features.map((feature) => {
          const outputs = this.outputs.filter((one) => one.feature === feature);
          return {
            feature,
            description: outputs[0]?.description ?? '',
            outputs: outputs.map(({ kind, min, max }): OutputRangeView => ({
              kind,
              min,
              max,
              duration_ms: kind === 'HwPositionWithDuration' ? [0, 100_000] : null,
            })),
            inputs: [],
          };
        }),
        { feature: features.length, description: '', outputs: [], inputs: [battery] },
      ],
      writes: { count: 100, last_us: 21_400, median_us: 22_100, slowest_us: 148_000 },
    };
  }
}

function isPosition(output: OutputView): boolean {
  return output.kind.includes('Position');
}

/** A wish within the person's limit, as the core does it. */
function limited(output: OutputView, wish: number): OutputView {
  const { min, max, limit_percent, from_percent, reversed, disabled } = output;
  if (isPosition(output)) {
    if (disabled) return output;
    const at = reversed ? max - wish : wish - min;
    const value = min + ((max - min) * from_percent + at * (limit_percent - from_percent)) / 100;
    return { ...output, value: Math.round(value) };
  }
  const most = (Math.abs(wish < 0 ? min : max) * limit_percent) / 100;
  const value = disabled ? 0 : Math.min(Math.round((Math.abs(wish) * limit_percent) / 100), most);
  return { ...output, value: Math.floor(value) * Math.sign(wish) };
}

function addressOf(index: number): string {
  const byte = (n: number) => ((n * 57 + 29) % 256).toString(16).padStart(2, '0').toUpperCase();
  return ['C4', '7A', ...[1, 2, 3, 4].map((n) => byte(index * 7 + n))].join(':');
}
