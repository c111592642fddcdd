import type {
  AdapterView,
  BluetoothState,
  BluetoothView,
  FoundView,
  NearbyView,
  SearchingProgramView,
} from '../bindings';
import type { ModelName } from './models';
import { BLUETOOTH } from './refusals';

/** A toy that a scan finds, and when, counted from the start of the scan. */
export interface Findable {
  afterMs: number;
  model: ModelName;
  called?: string;
}

/** The Bluetooth of the simulation. */
export class FakeRadio {
  state: BluetoothState = 'ready';
  /** The person looks for toys. */
  own = false;
  /** Programs that look for toys. */
  programs: SearchingProgramView[] = [];
  sparesToys = false;
  adapters: AdapterView[] = [{ id: 'hci0', name: 'hci0 (usb:v1D6Bp0246)', in_use: true }];
  found: FoundView[] = [];
  nearby: NearbyView[] = [];
  findable: Findable[] = [];
  #scannedMs = 0;

  get scanning(): boolean {
    return this.own || this.programs.length > 0;
  }

  scan(on: boolean): void {
    this.own = on && this.state === 'ready';
    this.#scannedMs = 0;
  }

  /** Every search ends, those of programs included. */
  stopAll(): void {
    this.scan(false);
    this.programs = [];
  }

  /** Moves its time on; what is found now. */
  step(ms: number, random: () => number): Findable[] {
    if (!this.scanning) return [];
    const before = this.#scannedMs;
    this.#scannedMs += ms;
    if (Math.floor(before / 1000) !== Math.floor(this.#scannedMs / 1000)) {
      this.nearby = this.nearby
        .map((one) => ({
          ...one,
          signal_dbm: one.signal_dbm === null ? null : one.signal_dbm + Math.round((random() - 0.5) * 6),
        }))
        .sort((a, b) => (b.signal_dbm ?? -200) - (a.signal_dbm ?? -200));
    }
    const found = this.findable.filter((one) => one.afterMs <= this.#scannedMs);
    this.findable = this.findable.filter((one) => !found.includes(one));
    return found;
  }

  view(enabled: boolean, adapter: string | null): BluetoothView {
    const state = enabled ? this.state : 'switched_off';
    const has = this.adapters.some((one) => one.id === adapter);
    return {
      state,
      sentence: BLUETOOTH[state] ?? null,
      scanning: this.scanning && state === 'ready',
      own_search: this.own,
      searching_programs: this.programs,
      spares_toys: this.sparesToys && state === 'ready',
      adapters: this.adapters.map((one) => ({
        ...one,
        in_use: state === 'ready' && (has ? one.id === adapter : one === this.adapters[0]),
      })),
      found: this.found,
      nearby: this.nearby,
    };
  }
}

/** A toy that is new here, and waits. */
export function newcomer(address: string, name: string | null, model: string | null, dbm: number): FoundView {
  return { address, name, model, signal_dbm: dbm, state: 'left_alone', put_off: false, sentence: null };
}

/** Toys that are near, each in another state. */
export function foundToys(): FoundView[] {
  return [
    {
      address: 'C4:4F:33:00:1A:01',
      name: 'LVS-Lush023',
      model: 'Lovense toy',
      signal_dbm: -58,
      state: 'connecting',
      put_off: false,
      sentence: null,
    },
    {
      address: 'C4:4F:33:00:1A:02',
      name: 'Magic Wand',
      model: 'Magic Wand',
      signal_dbm: -66,
      state: 'left_alone',
      put_off: false,
      sentence: null,
    },
    {
      address: 'C4:4F:33:00:1A:03',
      name: 'We-Vibe Melt',
      model: 'WeVibe Melt',
      signal_dbm: -83,
      state: 'failed',
      put_off: false,
      sentence:
        'We-Vibe Melt is near, but could not be connected. Vigil tries again automatically; if it does not connect, switch the toy off and on, and close every other app that may be using it. (What went wrong: it does not answer)',
    },
    {
      address: 'C4:4F:33:00:1A:04',
      name: null,
      model: null,
      signal_dbm: null,
      state: 'seen',
      put_off: false,
      sentence: null,
    },
  ];
}

export function neighbours(): NearbyView[] {
  return [
    { address: '5C:F3:70:9A:11:02', name: 'Living Room Speaker', signal_dbm: -54, sentence: null, kinds: [] },
    { address: '78:2B:64:0E:C1:5D', name: null, signal_dbm: -63, sentence: null, kinds: [] },
    {
      address: 'E0:14:9B:33:A7:20',
      name: 'Heart Rate Strap 8812',
      signal_dbm: -71,
      sentence: null,
      kinds: [],
    },
    { address: '4D:11:02:8C:EE:91', name: null, signal_dbm: -84, sentence: null, kinds: [] },
    {
      address: 'D8:3A:DD:10:0B:4C',
      name: 'A lamp with quite a long name in the kitchen',
      signal_dbm: null,
      sentence: null,
      kinds: [],
    },
    {
      address: '66:2B:01:77:0D:3A',
      name: 'J-Future9',
      signal_dbm: -61,
      sentence: null,
      kinds: [
        { model: 'JoyHub Moon Horn', outputs: 'Constrict, Vibrate', advertised: 'J-MoonHorn' },
        { model: 'JoyHub Pearlconch', outputs: '2 × Vibrate', advertised: 'J-Pearlconch' },
      ],
    },
  ];
}
