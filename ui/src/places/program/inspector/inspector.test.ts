import { screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MessageView, VerdictView } from '../../../lib/backend/bindings';
import type { FakeBackend } from '../../../lib/backend/fake';
import { seen } from '../../../lib/seen';
import { open, type Opened } from '../../../test/app';
import { EVERYTHING, MOST, asText, merged, names, rows } from './messages';
import { nameOf, pretty, shown } from './wire';
import { factWords, whyWords } from './words';

const ACCEPTED: VerdictView = { kind: 'accepted' };
const REFUSED: VerdictView = { kind: 'refused', code: 3, name: 'ERROR_MSG', reason: 'No.' };

function said(number: number, text: string, verdict: VerdictView = ACCEPTED): MessageView {
  const way = { to: 'vigil', verdict, binary: false, part: null } as const;
  return { number, at_ms: 1000, text, cut_from: null, way };
}

function told(number: number, text: string, answers: number | null): MessageView {
  return { number, at_ms: 1001, text, cut_from: null, way: { to: 'program', answers } };
}

const numbers = (all: readonly MessageView[]) => all.map((message) => message.number);

describe('the messages', () => {
  it('are in the order of their numbers, the newest of them, each with what became of it', () => {
    const waits = said(2, 'b', { kind: 'waits' });
    const first = merged([], { messages: [told(3, 'c', 2), waits], settled: [], counted: 3 });
    expect(numbers(first)).toEqual([2, 3]);
    const settled = merged(first, {
      messages: [],
      settled: [
        { number: 2, verdict: REFUSED },
        { number: 1, verdict: ACCEPTED },
      ],
      counted: 3,
    });
    expect(settled[0]?.way).toMatchObject({ verdict: REFUSED });
    const storm = Array.from({ length: 700 }, (_, at) => said(at + 4, 'x'));
    const all = merged(settled, { messages: storm, settled: [], counted: 703 });
    expect(all).toHaveLength(MOST);
    expect(all.at(-1)?.number).toBe(703);
  });

  const some = [
    said(1, '[{"Ping":{"Id":1}}]'),
    told(2, '[{"Ok":{"Id":1}}]', 1),
    said(7, '[{"OutputCmd":{"Id":2}}]', REFUSED),
    told(8, '[{"Error":{"Id":2}}]', 7),
    told(9, '[{"DeviceList":{"Id":0}}]', null),
  ];
  const found = (filter: Partial<typeof EVERYTHING>) =>
    rows(some, { ...EVERYTHING, ...filter }).map((row) => (row.kind === 'gap' ? row.missing : row.number));

  it('say where some were not kept, and are found by text, way and kind', () => {
    expect(rows(some, EVERYTHING).map((row) => row.kind)).toEqual([
      'message',
      'message',
      'gap',
      'message',
      'message',
      'message',
    ]);
    expect(found({ text: ' outputcmd' })).toEqual([4, 7]);
    expect(found({ way: 'program' })).toEqual([2, 4, 8, 9]);
    expect(found({ kind: 'no_pings' })).toEqual([4, 7, 8, 9]);
    expect(found({ kind: 'objections' })).toEqual([4, 7, 8]);
    expect(found({ kind: '=DeviceList' })).toEqual([4, 9]);
    expect(names(some)).toEqual(['DeviceList', 'Error', 'Ok', 'OutputCmd', 'Ping']);
  });

  it('are copied as lines of JSON', () => {
    const lines = asText(rows(some, EVERYTHING), { vigil: '0.1.0' }).split('\n');
    const parsed = lines.map((line): unknown => JSON.parse(line));
    expect(parsed[0]).toEqual({ vigil: '0.1.0' });
    expect(parsed[3]).toEqual({ not_kept: 4 });
    expect(parsed[4]).toEqual({
      number: 7,
      time: '1970-01-01T00:00:01.000Z',
      from: 'program',
      text: '[{"OutputCmd":{"Id":2}}]',
      verdict: 'refused',
      code: 3,
      name: 'ERROR_MSG',
      reason: 'No.',
    });
    expect(parsed[5]).toMatchObject({ from: 'vigil', answers: 7 });
  });
});

describe('the text of a message', () => {
  it('shows what cannot be seen', () => {
    expect(shown('a\u202eb\n\u0007')).toBe('a\\u{202e}b\\u{a}\\u{7}');
    expect(shown('Jürgen 🎮')).toBe('Jürgen 🎮');
  });

  it('has the name of its message', () => {
    expect(nameOf(' [ {"Ping": {"Id":1}}]')).toBe('Ping');
    expect(nameOf('\ufeff{"OutputCmd":')).toBe('OutputCmd');
    expect(nameOf('nonsense')).toBeNull();
    expect(nameOf('{}')).toBeNull();
  });

  it('is unfolded with every token as it came, also where it was cut', () => {
    expect(pretty('[{"A":{"Id":1.50,"Id":1e400,"x":[],"y":{ }}}]')).toBe(
      '[\n  {\n    "A": {\n      "Id": 1.50,\n      "Id": 1e400,\n      "x": [],\n      "y": {}\n    }\n  }\n]',
    );
    expect(pretty('[{"A":"x{\\"')).toBe('[\n  {\n    "A": "x{\\"');
    expect(pretty('no [JSON')).toContain('JSON');
    expect(pretty('"\u202e"')).toBe('"\\u{202e}"');
  });

  it('is explained', () => {
    const outputs = [
      { feature: 0, kind: 'Vibrate', wished: 20, told: 10, from_percent: 0, to_percent: 50, reversed: false },
      { feature: 1, kind: 'Position', wished: 0, told: 80, from_percent: 20, to_percent: 80, reversed: true },
      { feature: 1, kind: 'Position', wished: 0, told: 99, from_percent: 0, to_percent: 100, reversed: true },
    ];
    expect(whyWords({ kind: 'limited', outputs })).toEqual([
      'Vibrate of feature 0: 20 became 10. You let it go up to 50 %.',
      'Position of feature 1: 0 became 80. You let it go from 20 % to 80 %. You turned it round.',
      'Position of feature 1: 0 became 99. You turned it round.',
    ]);
    const long = { ...said(12, 'x'), cut_from: 10_000 };
    long.way = { to: 'vigil', verdict: ACCEPTED, binary: true, part: [2, 3] };
    expect(factWords(long).join(' · ')).toBe(
      'Message 12 of this connection · 2 of 3 in its frame · came in a binary frame · cut: it had 10,000 bytes',
    );
  });
});

describe("the inspector on a program's page", () => {
  afterEach(() => {
    seen.covered = false;
    vi.restoreAllMocks();
  });

  async function inspecting(): Promise<Opened> {
    const opened = await open('running');
    await opened.user.click(screen.getByRole('link', { name: 'My Game' }));
    await screen.findByTestId('program-page');
    expect(kept(opened.backend)).toBeUndefined();
    await opened.user.click(screen.getByText('Messages'));
    expect(await screen.findByText(/^Nothing was said since you opened this\./)).toBeTruthy();
    await waitFor(() => {
      expect(kept(opened.backend)).toBe('My Game');
    });
    return opened;
  }

  const kept = (backend: FakeBackend) => backend.messagesOf.kept?.habits.name;
  const list = () => within(screen.getByTestId('messages'));
  const lines = () => list().queryAllByRole('button');

  it('shows what is said and what Vigil made of it', async () => {
    const { backend, user } = await inspecting();
    backend.messagesOf.say(4);
    await waitFor(() => {
      expect(lines()).toHaveLength(8);
    });
    const [ping, answer, output] = lines();
    expect(ping?.textContent).toMatch(/\d\d:\d\d:\d\d\.\d{3}\s+from the program Ping accepted/);
    expect(answer?.textContent).toMatch(/to the program Ok/);
    expect(output?.textContent).toMatch(/limited.*20 became 10\. You let it go up to 50 %/);
    expect(list().getByText(/ERROR_DEVICE: There is no device 9\./)).toBeTruthy();
    if (ping === undefined) throw new Error('no ping');
    await user.click(ping);
    expect(ping.getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByTestId('message-whole').textContent).toBe(
      '[\n  {\n    "Ping": {\n      "Id": 1\n    }\n  }\n]',
    );
  });

  it('is walked through by the keyboard', async () => {
    const { backend, user } = await inspecting();
    backend.messagesOf.say(2);
    await waitFor(() => {
      expect(lines()).toHaveLength(4);
    });
    expect(lines().map((line) => line.tabIndex)).toEqual([-1, -1, -1, 0]);
    lines()[3]?.focus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(document.activeElement).toBe(lines()[1]);
    await user.keyboard('{Home}{Enter}');
    expect(document.activeElement).toBe(lines()[0]);
    expect(lines()[0]?.getAttribute('aria-expanded')).toBe('true');
    expect(lines().map((line) => line.tabIndex)).toEqual([0, -1, -1, -1]);
  });

  it('pauses, and says how many are newer', async () => {
    const { backend, user } = await inspecting();
    backend.messagesOf.say(1);
    await waitFor(() => {
      expect(lines()).toHaveLength(2);
    });
    await user.click(screen.getByTestId('messages-pause'));
    backend.messagesOf.say(3);
    await waitFor(() => {
      expect(screen.getByTestId('messages-state').textContent).toBe('2 messages · paused, 6 newer');
    });
    expect(lines()).toHaveLength(2);
    await user.click(screen.getByTestId('messages-pause'));
    await waitFor(() => {
      expect(lines()).toHaveLength(8);
    });
  });

  it('finds, and copies what is shown', async () => {
    const { backend, user } = await inspecting();
    const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    backend.messagesOf.say(4);
    await waitFor(() => {
      expect(lines()).toHaveLength(8);
    });
    await user.selectOptions(screen.getByTestId('messages-kind'), 'Limited and refused');
    expect(lines()).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    const copied = written.mock.calls[0]?.[0].split('\n').map((line): unknown => JSON.parse(line)) ?? [];
    expect(copied[0]).toEqual({ vigil: backend.world.view().version, program: 'My Game', protocol: '4.0' });
    expect(copied.filter((line) => !Object.hasOwn(line as object, 'not_kept'))).toHaveLength(4);
    await user.type(screen.getByTestId('messages-text'), 'nothing like it');
    expect(screen.getByTestId('no-messages').textContent).toContain('No message matches');
    await user.click(screen.getByRole('button', { name: 'Show everything' }));
    expect(lines()).toHaveLength(8);
  });

  it('keeps nothing when it is folded, left or hidden, and goes on where it can be seen again', async () => {
    const { backend, user } = await inspecting();
    backend.messagesOf.say(1);
    await waitFor(() => {
      expect(lines()).toHaveLength(2);
    });
    seen.covered = true;
    await waitFor(() => {
      expect(kept(backend)).toBeUndefined();
    });
    backend.messagesOf.say(1);
    seen.covered = false;
    await waitFor(() => {
      expect(kept(backend)).toBe('My Game');
    });
    backend.messagesOf.say(1);
    expect(await screen.findByText('… 2 more messages that were not kept')).toBeTruthy();
    await user.click(screen.getByText('Messages'));
    await waitFor(() => {
      expect(kept(backend)).toBeUndefined();
    });
    await user.click(screen.getByText('Messages'));
    await waitFor(() => {
      expect(kept(backend)).toBe('My Game');
    });
    await user.click(screen.getByTestId('program-back'));
    await waitFor(() => {
      expect(kept(backend)).toBeUndefined();
    });
  });

  it('keeps what was said last once the program has left', async () => {
    const { backend } = await inspecting();
    const [game] = backend.world.programs;
    if (game === undefined) throw new Error('no game');
    backend.messagesOf.say(1);
    backend.world.disconnect(game, null);
    backend.push();
    await waitFor(() => {
      expect(lines()).toHaveLength(2);
    });
    expect(screen.getByTestId('program-left')).toBeTruthy();
  });
});
