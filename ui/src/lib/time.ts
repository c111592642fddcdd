/** Words for durations and times of day. Always with a dot and in 24 hours: the window speaks one language. */

/** A duration that counts down or is compared: `0.61 s`, `12.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return coarse(ms);
}

/** A limit as people say it: `1 s`, `1.5 s`, `250 ms`, `2 min`. */
export function limit(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${trim(ms / 1000)} s`;
  return coarse(ms);
}

/** A time span of a connection: `12 s`, `4 min`, `2 h 10 min`. */
export function span(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** Milliseconds that were measured: `3 ms`, `0.4 ms`, `1,240 ms`. */
export function measured(ms: number): string {
  if (ms < 1) return `${trim(ms)} ms`;
  return `${grouped(Math.round(ms))} ms`;
}

/** `600000` as `600,000`. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12:03`. */
export function clockTime(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** `12:03:07.412`, for the log. */
export function exactTime(atMs: number): string {
  const at = new Date(atMs);
  return `${clockTime(atMs)}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** Which times these are: `UTC+1`, `UTC-3:30`. */
export function zoneOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `12:03:07` today, else as in `dayAndTime`, with the seconds. */
export function dayAndExactTime(atMs: number, nowMs: number): string {
  return `${dayAndTime(atMs, nowMs)}:${two(new Date(atMs).getSeconds())}`;
}

/** `12:03` today, `yesterday 12:03`, else `3 Mar 12:03`, with the year where it is another one. */
export function dayAndTime(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const now = new Date(nowMs);
  const days = Math.round((midnight(now) - midnight(at)) / 86_400_000);
  if (days === 0) return clockTime(atMs);
  if (days === 1) return `yesterday ${clockTime(atMs)}`;
  const date = `${at.getDate()} ${MONTHS[at.getMonth()] ?? ''}`;
  const year = at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`;
  return `${date}${year} ${clockTime(atMs)}`;
}

function coarse(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

function trim(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 1 : 3)));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
