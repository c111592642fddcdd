import type { BluetoothState } from '../bindings';
import type { ModelName } from './models';
import { foundToys, neighbours, newcomer } from './radio';
import type { World } from './world';

/** Starts of the simulation that are about toys with a radio. */
export const TOY_SCENES = {
  /** A program moves several toys, each of another kind. */
  toys_moved: (world: World) => {
    moved(world, ['edge', 'Bedside'], ['nora'], ['handy'], ['max'], ['solace'], ['cyclone', 'Carousel']);
    const [edge, nora, , max] = world.toys;
    edge?.prefer(0, 'Vibrate', { disabled: false, limit_percent: 50 });
    nora?.prefer(1, 'Rotate', { disabled: false, limit_percent: 70 });
    max?.prefer(1, 'Constrict', { disabled: true, limit_percent: 100 });
    if (nora !== undefined) {
      nora.battery = 12;
      nora.signal = -79;
    }
    return world;
  },
  /** A stroker with a range and a gap, turned round. */
  stroker_set: (world: World) => {
    moved(world, ['handy', 'Left'], ['edge', 'Bedside']);
    const [handy] = world.toys;
    for (const kind of ['Position', 'HwPositionWithDuration']) {
      handy?.prefer(0, kind, { from_percent: 20, limit_percent: 90, reversed: true });
    }
    if (handy !== undefined) handy.gap = 120;
    return world;
  },
  /** Toys come in one after the other. */
  scanning: (world: World) => {
    world.radio.findable = [
      { afterMs: 2000, model: 'edge' },
      { afterMs: 64_500, model: 'handy' },
      { afterMs: 69_000, model: 'lush' },
    ];
    world.radio.nearby = neighbours();
    world.radio.scan(true);
    return world;
  },
  /** Toys are near, and not connected. */
  found: (world: World) => {
    moved(world, ['edge', 'Bedside']);
    world.radio.found = foundToys();
    world.radio.nearby = neighbours();
    world.radio.scan(true);
    return world;
  },
  /** The person's first search has found a toy. */
  new_toy: (world: World) => {
    world.radio.found = [newcomer('C4:4F:33:00:1A:11', 'LVS-P36', 'Lovense toy', -55)];
    world.radio.nearby = neighbours();
    world.radio.scan(true);
    return world;
  },
  /** A program looks for toys, and some wait that are new here. */
  new_toys_for_program: (world: World) => {
    moved(world, ['edge', 'Bedside']);
    world.radio.programs = [{ id: 1, name: 'My Game' }];
    world.radio.found = [
      newcomer('C4:4F:33:00:1A:11', 'LVS-P36', 'Lovense toy', -55),
      newcomer('C4:4F:33:00:1A:12', 'Melt', 'WeVibe Melt', -78),
      newcomer('C4:4F:33:00:1A:13', null, null, -88),
    ];
    return world;
  },
  /** Programs look for toys, while others move. */
  programs_search: (world: World) => {
    moved(world, ['edge', 'Bedside']);
    world.radio.programs = [
      { id: 1, name: 'My Game' },
      { id: 2, name: 'Web Player' },
    ];
    world.radio.sparesToys = true;
    return world;
  },
  /** Nothing found yet. */
  scanning_nothing: (world: World) => {
    world.radio.scan(true);
    return world;
  },
  reconnecting: (world: World) => {
    moved(world, ['edge', 'Bedside'], ['handy']);
    const [edge, handy] = world.toys;
    if (edge !== undefined) edge.link = 'reconnecting';
    if (handy !== undefined) handy.link = 'connecting';
    world.addRadioToy('lush').link = 'away';
    return world;
  },
  denied: (world: World) => {
    moved(world, ['edge', 'Bedside']);
    const denied = world.addRadioToy('nora', 'The one of the neighbours');
    denied.link = 'away';
    denied.permission = 'denied';
    world.addRadioToy('lush').permission = 'allowed';
    return world;
  },
  /** Known toys, and none of them here. */
  away: (world: World) => {
    for (const model of ['edge', 'handy'] as const) world.addRadioToy(model).link = 'away';
    return world;
  },
  bluetooth_switched_off: (world: World) => {
    world.settings = { ...world.settings, bluetooth: { enabled: false, adapter: null } };
    return world;
  },
  bluetooth_starting: (world: World) => radio(world, 'starting'),
  bluetooth_absent: (world: World) => {
    world.radio.adapters = [];
    return radio(world, 'absent');
  },
  bluetooth_off: (world: World) => {
    world.addRadioToy('edge', 'Bedside').link = 'away';
    world.addToy('vibrator');
    return radio(world, 'off');
  },
  bluetooth_no_permission: (world: World) => radio(world, 'no_permission'),
  bluetooth_service_missing: (world: World) => radio(world, 'service_missing'),
  bluetooth_bus_missing: (world: World) => radio(world, 'bus_missing'),
  bluetooth_failed: (world: World) => radio(world, 'failed'),
  /** A computer with two radios. */
  adapters: (world: World) => {
    moved(world, ['edge']);
    world.radio.adapters = [
      ...world.radio.adapters,
      { id: 'hci1', name: 'hci1 (usb:v0A12p0001)', in_use: false },
    ];
    return world;
  },
  many_toys: (world: World) => {
    const models: ModelName[] = ['edge', 'nora', 'handy', 'max', 'solace', 'cyclone', 'lush', 'warm'];
    moved(world, ...Array.from({ length: 20 }, (_, n): [ModelName] => [models[n % models.length] ?? 'edge']));
    return world;
  },
  long_names: (world: World) => {
    const long = 'A name that somebody made as long as names can be, just to see';
    moved(world, ['warm', long], ['edge', 'x'.repeat(64)], ['handy', 'Ω 🌙 夜']);
    world.connect({ name: `${long} too`, pingEveryMs: 500, jitter: 0.1, toys: [0, 1] });
    world.connect({ name: 'A third program', pingEveryMs: 500, jitter: 0.1, toys: [0] });
    const away = world.addRadioToy('nora', `${long}, and away`);
    away.link = 'away';
    return world;
  },
} satisfies Record<string, (world: World) => World>;

function moved(world: World, ...all: [ModelName, string?][]): void {
  for (const [model, called] of all) world.addRadioToy(model, called);
  world.settings = { ...world.settings, ping: { ...world.settings.ping, limit_ms: 2000 } };
  world.connect({ name: 'My Game', pingEveryMs: 500, jitter: 0.12, toys: all.map((_, n) => n) });
}

function radio(world: World, state: BluetoothState): World {
  world.radio.state = state;
  return world;
}
