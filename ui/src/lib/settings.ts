import type {
  BluetoothSettings,
  PingSettings,
  ServerSettings,
  Settings,
  ToySettings,
} from './backend/bindings';

/** Changes of settings, as values: each returns new settings and leaves the old ones alone. */

export function withPing(change: Partial<PingSettings>): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, ping: { ...settings.ping, ...change } });
}

export function withServer(change: Partial<ServerSettings>): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, server: { ...settings.server, ...change } });
}

export function withBluetooth(change: Partial<BluetoothSettings>): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, bluetooth: { ...settings.bluetooth, ...change } });
}

export function withToys(change: Partial<ToySettings>): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, toys: { ...settings.toys, ...change } });
}

export function withExempt(name: string, exempt: boolean): (settings: Settings) => Settings {
  return (settings) =>
    withPing({ exempt_programs: toggled(settings.ping.exempt_programs, name, exempt) })(settings);
}

export function withOrigin(origin: string, allowed: boolean): (settings: Settings) => Settings {
  return (settings) =>
    withServer({ allowed_origins: toggled(settings.server.allowed_origins, origin, allowed) })(settings);
}

/** Whether this web page may connect. People write addresses in more ways than one. */
export function isAllowed(settings: Settings, origin: string): boolean {
  const plain = (text: string) => text.toLowerCase().replace(/\/$/, '');
  return settings.server.allowed_origins.some((allowed) => plain(allowed) === plain(origin));
}

function toggled(list: readonly string[], item: string, present: boolean): string[] {
  const others = list.filter((other) => other !== item);
  return present ? [...others, item] : others;
}
