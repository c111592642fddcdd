import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import type { AppView } from '../../../lib/backend/bindings';
import {
  SIGNAL_STEPS,
  SignalHistory,
  signalInWords,
  signalPath,
  signalSteps,
} from '../../../lib/trace/signals';
import { open } from '../../../test/app';
import { meant } from '../outputs';
import { featureRows, took, writeWords } from './features';

async function unfolded(index: number) {
  const opened = await open('stroker_set', 'toys');
  const details = screen.getByTestId(`toy-${index}-details`);
  const summary = details.querySelector('summary');
  expect(summary).not.toBeNull();
  if (summary !== null) await opened.user.click(summary);
  return { ...opened, details: within(details) };
}

describe('the details of a toy', () => {
  it('are asked for only while somebody looks', async () => {
    const { backend } = await open('stroker_set', 'toys');
    const asked = vi.spyOn(backend, 'toyDetails');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked).not.toHaveBeenCalled();
  });

  it('tell what it can do, how fast it answers, and its address', async () => {
    const { details } = await unfolded(0);
    const table = await details.findByRole('table', { name: 'What Left can do' });
    expect(within(table).getByText('Position in a time')).toBeTruthy();
    expect(within(table).getByText('0 to 100, 100 steps, 0 to 100 s')).toBeTruthy();
    expect(within(table).getByText('Battery (sensor)')).toBeTruthy();
    expect(screen.getByTestId('toy-0-writes').textContent).toBe(
      '21 ms for the last one; of the last 100: 22 ms in the middle, 148 ms for the slowest.',
    );
    expect(details.getByText(/^C4:7A/)).toBeTruthy();
    expect(details.getByRole('img', { name: 'In the last 5 minutes: −58 dBm.' })).toBeTruthy();
    expect(screen.getByTestId('toy-0-told').textContent).toMatch(/^Position at \d+ %$/);
  });

  it('turn a carriage round, for both ways that it is moved in', async () => {
    const { user, asked } = await unfolded(0);
    const reversed = screen.getByRole('switch', { name: 'Position of Left, turned round' });
    expect(reversed.getAttribute('aria-checked')).toBe('true');
    await user.click(reversed);
    const wish = { disabled: false, limit_percent: 90, from_percent: 20, reversed: false };
    const common = { type: 'set_toy_output', index: 0, feature: 0, ...wish };
    expect(asked('set_toy_output')).toEqual([
      { ...common, kind: 'Position' },
      { ...common, kind: 'HwPositionWithDuration' },
    ]);
    expect(reversed.getAttribute('aria-checked')).toBe('false');
  });

  it('set the time between two messages, and take it back', async () => {
    const { user, asked, details } = await unfolded(0);
    const field = screen.getByTestId<HTMLInputElement>('toy-0-gap');
    expect(field.value).toBe('120');
    await user.clear(field);
    await user.type(field, '250 ms{Enter}');
    expect(asked('set_toy_message_gap')).toEqual([{ type: 'set_toy_message_gap', index: 0, gap_ms: 250 }]);
    await user.clear(field);
    await user.type(field, '1500{Enter}');
    expect(await details.findByText('The time between two writes is at most 1000 ms.')).toBeTruthy();
    await user.clear(field);
    await user.type(field, 'soon{Enter}');
    expect(await details.findByText('A whole number of milliseconds, please.')).toBeTruthy();
    await user.clear(field);
    await user.type(field, '{Enter}');
    await tick();
    expect(asked('set_toy_message_gap').at(-1)?.gap_ms).toBeNull();
    expect(await details.findByText(/Now 75 ms, as it needs itself/)).toBeTruthy();
  });
});

describe('what a toy answers', () => {
  it('is told in words', () => {
    expect(took(1540)).toBe('1.5 ms');
    expect(took(21_400)).toBe('21 ms');
    expect(writeWords(null)).toBe('Nothing was written to it yet.');
    expect(writeWords({ count: 1, last_us: 3000, median_us: 3000, slowest_us: 3000 })).toBe(
      '3.0 ms for the last one.',
    );
    const led = { kind: 'Led', min: 0, max: 1, duration_ms: null };
    expect(featureRows([{ feature: 3, description: ' ', outputs: [led], inputs: [] }])).toEqual([
      { part: 'Part 3', what: 'Light', kind: 'Led', range: '0 to 1, 1 step' },
    ]);
  });
});

describe('where a slider rests', () => {
  it('is what leads to the place of the carriage', () => {
    const carriage = {
      feature: 0,
      kind: 'Position',
      description: '',
      min: 0,
      max: 100,
      value: 0,
      duration_ms: null,
      disabled: false,
      limit_percent: 70,
      from_percent: 20,
      reversed: false,
    };
    expect([20, 45, 70, 100].map((place) => meant(carriage, place))).toEqual([0, 50, 100, 100]);
    expect([20, 45, 70].map((place) => meant({ ...carriage, reversed: true }, place))).toEqual([100, 50, 0]);
    expect(meant({ ...carriage, from_percent: 70 }, 70)).toBe(0);
  });
});

describe('the signal over time', () => {
  const view = (dbm: number | null, link = 'connected') =>
    ({ toys: [{ index: 4, link, signal_dbm: dbm }] }) as unknown as AppView;

  it('is drawn as far as it is known, and told in words', () => {
    const history = new SignalHistory();
    history.take(view(-58), 100_000);
    history.take(view(-58), 130_000);
    history.take(view(-80), 160_000);
    history.take(view(-80, 'reconnecting'), 190_000);
    expect(history.of(4)).toHaveLength(3);
    const steps = signalSteps(history.of(4), 200_000);
    expect(steps).toHaveLength(SIGNAL_STEPS);
    expect(steps.at(-1)).toBeNull();
    expect(steps[0]).toBeNull();
    expect(new Set(steps)).toEqual(new Set([null, -58, -80]));
    expect(signalInWords(steps)).toBe('In the last 5 minutes: between −80 and −58 dBm.');
    expect(signalPath(steps).match(/M/g)).toHaveLength(1);
    expect(signalInWords([null])).toBe('In the last 5 minutes no signal was told.');
    expect(signalPath([null, -100, null, -40])).toBe('M1 1H2M3 0H4');
    expect(history.of(9)).toEqual([]);
  });
});
