import { locale, say } from './language/language.svelte';
import { isKnown } from './language/languages';
import { grouped, number } from './numbers';

export { grouped };

/** Words for durations and times of day, in the window's language; 12 or 24 hours as the system has them. */

/** A duration that counts down or is compared: `0.61 s`, `12.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return say('duration-seconds', { value: number(seconds, 2) });
  if (seconds < 60) return say('duration-seconds', { value: number(seconds, 1) });
  return coarse(ms);
}

/** A limit as people say it: `1 s`, `1.5 s`, `250 ms`, `2 min`. */
export function limit(ms: number): string {
  if (ms < 1000) return milliseconds(number(ms, 0, 3));
  if (ms < 60_000) return say('duration-seconds', { value: number(ms / 1000, 0, 3) });
  return coarse(ms);
}

/** A time span of a connection: `12 s`, `4 min`, `2 h 10 min`. */
export function span(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  if (seconds < 60) return say('duration-seconds', { value: number(seconds) });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return say('duration-minutes', { minutes });
  const rest = minutes % 60;
  const hours = Math.floor(minutes / 60);
  return rest === 0
    ? say('duration-hours', { hours })
    : say('duration-hours-minutes', { hours, minutes: rest });
}

/** Milliseconds that were measured: `3 ms`, `0.4 ms`, `1,240 ms`. */
export function measured(ms: number): string {
  return milliseconds(ms < 1 ? number(ms, 0, 1) : grouped(ms));
}

/** `12:03`. */
export function clockTime(atMs: number): string {
  return written(atMs, hours());
}

/** `12:03:07.412`, for the log, in every language. */
export function exactTime(atMs: number): string {
  const at = new Date(atMs);
  const [hours, minutes, seconds] = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${hours ?? ''}:${minutes ?? ''}:${seconds ?? ''}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** Which times these are: `UTC+1`, `UTC-3:30`. */
export function zoneOf(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** `12:03:07` today, else as in `dayAndTime`, with the seconds. */
export function dayAndExactTime(atMs: number, nowMs: number): string {
  return withDay(atMs, nowMs, written(atMs, { ...hours(), second: '2-digit' }));
}

/** `12:03` today, `yesterday 12:03`, else `3 Mar 12:03`, with the year where it is another one. */
export function dayAndTime(atMs: number, nowMs: number): string {
  return withDay(atMs, nowMs, clockTime(atMs));
}

/** The same within a sentence: `at 12:03`, `yesterday 12:03`. */
export function atDayAndTime(atMs: number, nowMs: number): string {
  const time = dayAndTime(atMs, nowMs);
  return isSameDay(atMs, nowMs) ? say('at-time', { time }) : time;
}

export function isSameDay(atMs: number, nowMs: number): boolean {
  return daysBetween(atMs, nowMs) === 0;
}

function withDay(atMs: number, nowMs: number, time: string): string {
  const days = daysBetween(atMs, nowMs);
  if (days === 0) return time;
  if (days === 1) return say('yesterday', { time });
  const isOtherYear = new Date(atMs).getFullYear() !== new Date(nowMs).getFullYear();
  const date = written(atMs, {
    day: 'numeric',
    month: 'short',
    ...(isOtherYear ? { year: 'numeric' } : {}),
  });
  return say('day-and-time', { date, time });
}

const formats = new Map<string, Intl.DateTimeFormat>();

function written(atMs: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale()} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale(), options);
    formats.set(key, format);
  }
  return format.format(atMs);
}

/** 12 or 24 hours as the system writes them, whatever the window's language is. */
function hours(): Intl.DateTimeFormatOptions {
  const system = isKnown(navigator.language) ? navigator.language : locale();
  const { hour12 } = new Intl.DateTimeFormat(system, { hour: 'numeric' }).resolvedOptions();
  return hour12 === true
    ? { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' }
    : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
}

function coarse(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return rest === 0
    ? say('duration-minutes', { minutes })
    : say('duration-minutes-seconds', { minutes, seconds: rest });
}

/** Of a number that is written already. */
export function milliseconds(value: string): string {
  return say('duration-ms', { value });
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function daysBetween(atMs: number, nowMs: number): number {
  return Math.round((midnight(new Date(nowMs)) - midnight(new Date(atMs))) / 86_400_000);
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
