import type { RequestError, Settings } from '../bindings';

/** The rules of the core, so that the window meets the same refusals without it. */
export function refusalOf(settings: Settings): RequestError | null {
  const { ping, server } = settings;
  if (ping.limit_ms !== 0 && (ping.limit_ms < 50 || ping.limit_ms > 600_000)) {
    return invalid('ping.limit_ms', 'A limit is off, or from 50 to 600,000 ms.');
  }
  if (ping.connection_limit_ms < 1000 || ping.connection_limit_ms > 60_000) {
    return invalid('ping.connection_limit_ms', 'The limit for connections is from 1,000 to 60,000 ms.');
  }
  if (ping.exempt_programs.some(({ name }) => name.trim() === '')) {
    return invalid('ping.exempt_programs', 'A program needs a name.');
  }
  if (!Number.isInteger(server.port) || server.port < 1 || server.port > 65_535) {
    return invalid('server.port', 'A port is a number from 1 to 65535.');
  }
  const devices = settings.toys.device_port;
  if (devices !== null && (!Number.isInteger(devices) || devices < 1 || devices > 65_535)) {
    return invalid('toys.device_port', 'A port is a number from 1 to 65535.');
  }
  if (devices === server.port) {
    return invalid('toys.device_port', 'Programs connect to this port already; toys need another one.');
  }
  const letters = Array.from(server.name).length;
  if (letters < 1 || letters > 64) return invalid('server.name', 'A name has 1 to 64 characters.');
  const odd = server.allowed_origins.find((origin) => !isOrigin(origin));
  if (odd !== undefined) {
    return invalid(
      'server.allowed_origins',
      `"${odd}" is not the beginning of a web address, such as https://player.example.`,
    );
  }
  return null;
}

export function refuse(
  code: RequestError['code'],
  sentence: string,
  field: string | null = null,
): RequestError {
  return { code, sentence, field };
}

export function found<T>(thing: T | undefined): T {
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the core rejects with this very object
  if (thing === undefined) throw refuse('not_found', 'That is gone already.');
  return thing;
}

function invalid(field: string, sentence: string): RequestError {
  return refuse('invalid_setting', sentence, field);
}

function isOrigin(text: string): boolean {
  try {
    return new URL(text).origin === text && /^https?:/.test(text);
  } catch {
    return false;
  }
}
