import type {
  AlertCause,
  BluetoothSettings,
  ExemptProgram,
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

/** `origin`: the web page that the program is; null for a native program. */
export function withExempt(program: ExemptProgram, exempt: boolean): (settings: Settings) => Settings {
  return (settings) => {
    const others = settings.ping.exempt_programs.filter(
      (other) => other.name !== program.name || other.origin !== program.origin,
    );
    return withPing({ exempt_programs: exempt ? [...others, program] : others })(settings);
  };
}

/** How an exempt program is listed. */
export function exemptWords(program: ExemptProgram): string {
  return program.origin === null ? program.name : `${program.name} (${program.origin})`;
}

/** A lost program stops its own toys, and no others. */
export function withOnlyOwnToys(settings: Settings): Settings {
  return { ...settings, lost_program_stops_every_toy: false };
}

export function withAlertSound(sound: boolean): (settings: Settings) => Settings {
  return (settings) => ({ ...settings, alerts: { ...settings.alerts, sound } });
}

/** Of what is muted the person is not told; the list of alerts has it. */
export function withMuted(cause: AlertCause, muted: boolean): (settings: Settings) => Settings {
  return (settings) => {
    const others = settings.alerts.muted.filter((other) => other !== cause);
    return { ...settings, alerts: { ...settings.alerts, muted: muted ? [...others, cause] : others } };
  };
}

export function withHost(host: string, allowed: boolean): (settings: Settings) => Settings {
  return (settings) =>
    withServer({ allowed_hosts: toggled(settings.server.allowed_hosts, host, allowed) })(settings);
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
