import type { AlertProgramView, AlertView, GapView, LogLevel, Settings, SilenceView } from '../bindings';

/** Values to start a simulation from. */

export const ADDRESS = 'ws://127.0.0.1:';

export function defaults(): Settings {
  return {
    version: 1,
    ping: { limit_ms: 0, policy: 'required', connection_limit_ms: 10_000, exempt_programs: [] },
    server: {
      address: '127.0.0.1',
      port: 12345,
      name: 'Vigil',
      start_with_app: true,
      refused_origins: [],
      allowed_origins: [],
      allowed_hosts: [],
    },
    lost_program_stops_every_toy: true,
    stop_when_locked: false,
    desktop_notifications: true,
    stop_key: null,
    alerts: { sound: false, muted: [] },
    appearance: 'system',
    language: 'system',
    zoom_percent: 100,
    on_close: 'ask',
    introduced: true,
    simulated_toys: [],
    bluetooth: { enabled: true, adapter: null },
    toys: { connect_only_known: null, device_port: null, device_port_lan: false },
  };
}

/** Nothing is known of how long a program was silent. */
export const UNKNOWN: SilenceView = { silent_ms: null, limit_ms: null, late_ms: null, gaps: [] };

export function native(name: string): AlertProgramView {
  return { name, origin: null };
}

export function alert(id: number, atMs: number, part: Partial<AlertView>): AlertView {
  return {
    id,
    news: id,
    times: { first_at_ms: atMs, last_at_ms: atMs, count: 1 },
    cause: 'ping_timeout',
    sentence:
      'My Game stopped answering for 1.0 s. Both toys stood still 3 ms later. It was disconnected and may connect again.',
    hint: null,
    program: null,
    silence: UNKNOWN,
    toys: [],
    offers: [],
    dismissed: true,
    ...part,
  };
}

export function evenGaps(howMany: number, everyMs: number, untilAgoMs: number): GapView[] {
  return Array.from({ length: howMany }, (_, index) => ({
    ago_ms: untilAgoMs + (howMany - 1 - index) * everyMs,
    gap_ms: everyMs + ((index * 37) % 60) - 30,
  }));
}

/** One of each kind, newest first, from `now` back. */
export function history(now: number, firstId: number): AlertView[] {
  const minutes = (n: number) => now - n * 60_000;
  const parts: [number, Partial<AlertView>][] = [
    [
      3,
      {
        cause: 'ping_timeout',
        program: { name: 'Web Player', origin: 'https://player.example' },
        sentence: 'Web Player has never sent a ping and was cut off after 1.0 s.',
        hint: 'Its library cannot ping. With the limit on, it will be cut off each time. Watch only its connection instead?',
        silence: { ...UNKNOWN, silent_ms: 1000, limit_ms: 1000, late_ms: 0.3 },
        offers: [{ kind: 'exempt' }, { kind: 'change_limit' }],
      },
    ],
    [
      26,
      {
        cause: 'stop_unconfirmed',
        program: native('My Game'),
        sentence: 'Solace did not confirm that it stopped. Its connection was cut.',
        hint: 'If it still moves, switch it off by hand.',
        toys: [{ index: 2, name: 'Solace', still_after_ms: null, result: 'unconfirmed' }],
      },
    ],
    [
      61,
      {
        cause: 'connection_lost',
        times: { first_at_ms: minutes(63), last_at_ms: minutes(61), count: 12 },
        program: native('Script Runner'),
        sentence:
          'Script Runner went away without a goodbye. Both toys stood still 2 ms later. The toys of My Game were stopped too.',
        hint: 'It crashed, was ended, or lost its connection. It may connect again. A lost program stops every toy, as you set it. You can have it stop only its own toys instead.',
        silence: { ...UNKNOWN, gaps: evenGaps(24, 500, 412) },
        toys: [
          { index: 0, name: 'Edge', still_after_ms: 1.8, result: 'confirmed' },
          { index: 2, name: 'Ridge', still_after_ms: 2.1, result: 'confirmed' },
        ],
        offers: [{ kind: 'stop_only_its_toys' }],
      },
    ],
    [
      200,
      {
        cause: 'page_asks',
        sentence: 'The web page https://player.example wants to move your toys.',
        hint: 'It waits a minute for your answer. After that, allow it here and reload the page. Allow only a page that you know and trust.',
        offers: [{ kind: 'allow_page', origin: 'https://player.example' }],
      },
    ],
    [
      1500,
      {
        cause: 'vigil_late',
        program: native('My Game'),
        sentence: 'Vigil itself was late and stopped every toy to be safe. My Game did nothing wrong.',
        hint: 'The computer was busy, or asleep for a moment.',
        silence: { ...UNKNOWN, late_ms: 41 },
        toys: [{ index: 1, name: 'Edge', still_after_ms: 5.4, result: 'confirmed' }],
      },
    ],
    [
      1900,
      {
        cause: 'toy_lost',
        sentence: 'Edge was lost while My Game moved it. Vigil tries to get it back.',
        hint: 'It may be out of reach, or its battery is empty. If it still moves, switch it off by hand.',
        toys: [{ index: 1, name: 'Edge', still_after_ms: null, result: 'unconfirmed' }],
      },
    ],
    [
      2500,
      {
        cause: 'window_silent',
        sentence:
          "Vigil's own window was silent for 2.0 s while you moved Solace with it. Solace stood still 4 ms later.",
        hint: 'The window hung, or the computer was too busy for it. Nothing is broken: try again.',
        silence: { ...UNKNOWN, silent_ms: 2000, limit_ms: 2000, late_ms: 0.5 },
        toys: [{ index: 2, name: 'Solace', still_after_ms: 4.2, result: 'confirmed' }],
      },
    ],
    [
      3100,
      {
        cause: 'server_failed',
        sentence: 'Port 12345 is taken by another program.',
        hint: 'Close the other program, or use another port.',
      },
    ],
  ];
  return parts.map(([ago, part], index) => alert(firstId + parts.length - index, minutes(ago), part));
}

export const CHATTER: [LogLevel, string, string][] = [
  ['debug', 'vigil_server::connection', 'ping received'],
  ['trace', 'vigil_devices::worker', 'write acknowledged'],
  ['debug', 'vigil_server::session', 'OutputCmd accepted'],
  ['info', 'vigil_server::listener', 'connection accepted'],
  ['trace', 'vigil_server::watchdog', 'next deadline set'],
  ['warn', 'vigil_server::connection', 'a ping came late, after more than half of the limit'],
  ['debug', 'vigil_devices::worker', 'newest value wins: one older value was skipped'],
];
