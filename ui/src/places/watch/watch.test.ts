import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import type { ProgramView } from '../../lib/backend/bindings';
import { REFUSALS } from '../../lib/backend/fake/refusals';
import { seen } from '../../lib/seen';
import { open } from '../../test/app';
import { limitWords, ordered, wasLate } from './programs';

describe('Watch', () => {
  it('has a card for each program, with its ring, its pings and its toys', async () => {
    await open('running');
    const card = within(screen.getByRole('article', { name: 'My Game' }));
    expect(card.getByText(/pings every 0\.5\d s · \d+ received/)).toBeTruthy();
    expect(card.getByText('moves Edge and Solace')).toBeTruthy();
    expect(card.getByText('of 1 s')).toBeTruthy();
    expect(card.getByRole('img', { name: /pings in the last minute, usually 0\.\d\d s apart/ })).toBeTruthy();
  });

  it('says that a program that never pings is watched by its connection only', async () => {
    await open('running');
    const card = within(screen.getByRole('article', { name: 'Web Player' }));
    expect(card.getByText('never pings')).toBeTruthy();
    expect(card.getByText(/Only its connection is watched/)).toBeTruthy();
    expect(card.queryByText(/^of /)).toBeNull();
  });

  it('says on each card which limit holds for that program', async () => {
    await open('running');
    const words = (name: string) =>
      within(screen.getByRole('article', { name })).getByTestId('limit-words').textContent;
    expect(words('My Game')).toBe('Stops if it is silent for 1 s.');
    expect(words('Web Player')).toMatch(
      /Only its connection is watched: stops if that does not answer for 10 s\./,
    );
  });

  it('says of a program that pings seldom why it is not held to the limit', async () => {
    const { backend } = await open('running');
    const [program] = backend.world.view().programs;
    if (program === undefined) throw new Error('there is one');
    const watch = { kind: 'connection_only', reason: 'pings_rarely', limit_ms: 10_000 } as const;
    expect(limitWords({ ...program, watch })).toMatch(
      /^It does not ping often enough to be held to the limit\. Only its connection is watched/,
    );
  });

  it('draws nothing for a ping that comes between two ticks of the clock', async () => {
    const { backend } = await open('running');
    // No steps, but states go on coming.
    seen.covered = true;
    const received = () => backend.world.view().programs[0]?.pings_received ?? 0;
    const before = received();
    const drawn: string[] = [];
    const observer = new MutationObserver((records) => {
      drawn.push(...records.map(({ target, attributeName }) => `${target.nodeName} ${attributeName ?? ''}`));
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    for (let step = 0; step < 20; step++) {
      backend.step(50);
      await tick();
    }
    expect(received()).toBeGreaterThan(before);
    expect(drawn).toEqual([]);
    // The card says it at the next one.
    seen.covered = false;
    await tick();
    expect(drawn).not.toEqual([]);
    observer.disconnect();
  });

  it('walks the strip by arrow keys and tells each value', async () => {
    const { user } = await open('running');
    const card = within(screen.getByRole('article', { name: 'My Game' }));
    card.getByRole('img', { name: /pings in the last minute/ }).focus();
    await tick();
    const [first] = card.getAllByText(/between pings/);
    await user.keyboard('{Home}');
    const [second] = card.getAllByText(/between pings/);
    expect(second?.textContent).toMatch(/between pings, (59|60) s ago/);
    expect(first).toBe(second);
  });

  it('sets a limit with one click', async () => {
    const { user, backend } = await open('running');
    await user.click(screen.getByTestId('limit-5000'));
    expect(backend.world.settings.ping.limit_ms).toBe(5000);
    expect(screen.getByTestId('limit-5000').getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByTestId('limit-1000').getAttribute('aria-pressed')).toBe('false');
  });

  it('keeps an own limit that was refused, and says why', async () => {
    const { user, backend } = await open('running');
    const own = screen.getByTestId<HTMLInputElement>('limit-own');
    backend.fail('request', REFUSALS.limit);
    await user.type(own, '20{Enter}');
    expect(await screen.findByText(REFUSALS.limit.sentence)).toBeTruthy();
    expect(own.value).toBe('20');
    expect(own.getAttribute('aria-invalid')).toBe('true');
    expect(backend.world.settings.ping.limit_ms).toBe(1000);
    backend.step(500);
    await tick();
    expect(own.value).toBe('20');

    await user.clear(own);
    await user.type(own, '1500{Enter}');
    expect(backend.world.settings.ping.limit_ms).toBe(1500);
    expect(own.getAttribute('aria-invalid')).toBe('false');
    expect(await screen.findByText('Saved')).toBeTruthy();
  });

  it.each([
    ['1.5 s', 1500],
    ['2s', 2000],
    ['0,75 s', 750],
    ['800 ms', 800],
  ])('takes %s for a limit', async (text, ms) => {
    const { user, backend } = await open('running');
    await user.type(screen.getByTestId('limit-own'), `${text}{Enter}`);
    expect(backend.world.settings.ping.limit_ms).toBe(ms);
  });

  it('does not ask the core about what is no number', async () => {
    const { user, asked } = await open('running');
    await user.type(screen.getByTestId('limit-own'), 'soon{Enter}');
    expect(await screen.findByText(/Write the limit in milliseconds/)).toBeTruthy();
    expect(asked('save_settings')).toEqual([]);
  });

  it('names what a program moves also while its pattern pauses', async () => {
    const { backend } = await open('running');
    const card = () => screen.getAllByTestId(/^program-/)[0]?.textContent ?? '';
    expect(card()).toContain('moves Edge and Solace');
    const view = backend.world.view();
    backend.push({ ...view, programs: view.programs.map((program) => ({ ...program, moves: [] })) });
    await tick();
    expect(card()).toContain('moves Edge and Solace');
    vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 10_000);
    const later = backend.world.view();
    backend.push({ ...later, programs: later.programs.map((program) => ({ ...program, moves: [] })) });
    await tick();
    expect(card()).toContain('moves nothing right now');
  });

  it('says that the watch is off, and sets 1 s with one click', async () => {
    const { user, backend } = await open('empty');
    expect(screen.getByText('The watch is off.')).toBeTruthy();
    await user.click(screen.getByTestId('limit-hint'));
    expect(backend.world.settings.ping.limit_ms).toBe(1000);
    expect(screen.queryByText('The watch is off.')).toBeNull();
  });

  it('offers to reconnect programs that still have the limit before', async () => {
    const { user, asked } = await open('running');
    expect(screen.queryByTestId('reconnect-outdated')).toBeNull();
    await user.click(screen.getByTestId('limit-2000'));
    expect(screen.getByTestId('reconnect-note').textContent).toContain(
      'Reconnect 3 programs so that 2 s holds?',
    );
    await user.click(screen.getByTestId('reconnect-outdated'));
    expect(asked('reconnect_outdated')).toHaveLength(1);
    expect(screen.queryByTestId('reconnect-note')).toBeNull();
  });

  it('asks once about a limit that came after the program, and says what is really watched', async () => {
    const { user } = await open('empty', 'watch', ({ world }) => {
      world.connect({ name: 'My Game', pingEveryMs: 400, jitter: 0, toys: [] });
    });
    const status = screen.getByTestId('server-status');
    expect(status.textContent).toContain('Watching 0 of 1');
    expect(screen.getByText('The watch is off.')).toBeTruthy();
    await user.click(screen.getByTestId('limit-1000'));
    expect(status.textContent).toContain('Watching 0 of 1');
    expect(status.title).toBe('Only the connection is watched of My Game.');
    const note = screen.getByTestId('reconnect-note');
    expect(note.textContent).toContain('Reconnect My Game so that 1 s holds?');
    // It is the only one.
    expect(document.querySelectorAll('main .note')).toHaveLength(1);
    expect(screen.queryByText('The watch is off.')).toBeNull();
  });

  it('counts on its card what a program asked for in vain, with the last reason', async () => {
    const { backend } = await open('running');
    expect(screen.queryByTestId('refused')).toBeNull();
    const [game] = backend.world.programs;
    if (game === undefined) throw new Error('no program');
    game.refused = { count: 1500, last: 'There is no device with index 99.' };
    backend.push();
    await tick();
    const card = within(screen.getByRole('article', { name: 'My Game' }));
    expect(card.getByTestId('refused').textContent).toBe(
      '1,500 messages refused, the last: There is no device with index 99.',
    );
  });

  it('counts in the header who is really watched', async () => {
    await open('running');
    expect(screen.getByTestId('server-status').textContent).toContain('Watching 2 of 3');
  });

  it('keeps a program that was cut off as a card that says Stopped, until it is dismissed', async () => {
    const { user, backend } = await open('alert');
    expect(screen.queryByText('Stopped')).toBeNull();
    for (let at = 0; at < 4000; at += 50) backend.step(50);
    await tick();
    const card = screen.getByRole('article', { name: 'My Game' });
    expect(within(card).getByText('Stopped')).toBeTruthy();
    await user.click(within(card).getByRole('button', { name: 'Dismiss My Game' }));
    expect(screen.queryByText('Stopped')).toBeNull();
    expect(backend.world.alerts[0]?.dismissed).toBe(true);
  });

  it('says on the card of a program that is back that it was cut off, and has no second card for it', async () => {
    const { user, backend, asked } = await open('alert');
    backend.world.reconnects = true;
    const isHere = () => backend.world.programs.some(({ habits }) => habits.name === 'My Game');
    for (const awaited of [false, true]) {
      for (let at = 0; isHere() !== awaited && at < 60_000; at += 50) backend.step(50);
    }
    await tick();
    const cards = screen.getAllByRole('article', { name: 'My Game' });
    expect(cards).toHaveLength(1);
    expect(screen.queryByText('Stopped')).toBeNull();
    const line = within(cards[0] ?? document.body).getByTestId('returned');
    expect(line.textContent).toMatch(/Was cut off at \d\d:\d\d/);
    await user.click(within(line).getByRole('button', { name: 'Dismiss that My Game was cut off' }));
    expect(asked('dismiss_alert')).toHaveLength(1);
    expect(screen.queryByTestId('returned')).toBeNull();
  });

  it('cuts a name that is too long for its card, and has all of it at hand', async () => {
    const name = `${'Long '.repeat(24)}end`;
    await open('empty', 'watch', ({ world }) => {
      world.connect({ name, pingEveryMs: 400, jitter: 0, toys: [] });
    });
    const heading = screen.getByTitle(name);
    expect(heading.textContent).toMatch(/^Long Long.*…$/);
    expect(heading.textContent.length).toBeLessThanOrEqual(60);
  });

  it('says what to do when no program is connected', async () => {
    const { user } = await open('empty');
    expect(screen.getByText('No program is connected')).toBeTruthy();
    const write = vi.spyOn(navigator.clipboard, 'writeText');
    await user.click(screen.getByText('Copy address'));
    expect(write).toHaveBeenCalledWith('ws://127.0.0.1:12345');
    expect(await screen.findByText('Copied')).toBeTruthy();
  });

  it('says why the server failed and offers another port', async () => {
    const { user, asked } = await open('failed');
    expect(screen.getByText(/Port 12345 is taken by another program \(intiface_central\)/)).toBeTruthy();
    expect(screen.getByTestId('server-failed').textContent).toContain('Vigil looks every few seconds');
    expect(screen.getByTestId('server-failed').textContent).toContain('ws://127.0.0.1:12346');
    await user.click(screen.getByRole('button', { name: 'Use port 12346 instead' }));
    expect(asked('use_port')).toEqual([{ type: 'use_port', port: 12346 }]);
    expect(screen.getByTestId('server-url').textContent).toBe('ws://127.0.0.1:12346');
  });

  it('says that the port became free', async () => {
    const note = 'Port 12345 became free, and programs can connect to Vigil there.';
    await open('empty', 'watch', ({ world }) => {
      world.server = { state: 'running', url: 'ws://127.0.0.1:12345', note };
    });
    expect(screen.getByTestId('server-note').textContent).toBe(note);
  });

  it('turns the server off and on', async () => {
    const { user, asked } = await open('running');
    await user.click(screen.getByTestId('server-toggle'));
    // Somebody plays: it is asked first, and what changes nothing has the focus.
    expect(asked('stop_server')).toEqual([]);
    expect(screen.getByTestId('switch-off').textContent).toContain(
      '3 programs are connected and move Edge, Solace and 2 more. They are disconnected, and what they move stops.',
    );
    expect(document.activeElement).toBe(screen.getByTestId('switch-off-no'));
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('switch-off')).toBeNull();
    expect(document.activeElement).toBe(screen.getByTestId('server-toggle'));
    await user.click(screen.getByTestId('server-toggle'));
    await user.click(screen.getByTestId('switch-off-yes'));
    expect(asked('stop_server')).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByTestId('server-toggle'));
    expect(screen.getByTestId('server-status').textContent).toContain('Off');
    expect(screen.queryByTestId('server-url')).toBeNull();
    await user.click(screen.getByTestId('server-toggle'));
    expect(asked('start_server')).toHaveLength(1);
    expect(screen.getByTestId('server-status').textContent).toContain('Watching');
    // Nobody has come back yet.
    await user.click(screen.getByTestId('server-toggle'));
    expect(asked('stop_server')).toHaveLength(2);
  });

  it('disconnects whoever plays after a second yes, and others at once', async () => {
    const { user, asked } = await open('running', 'watch', ({ world }) => {
      world.connect({ name: 'Idle', pingEveryMs: 400, jitter: 0, toys: [] });
    });
    const button = screen.getByRole('button', { name: 'Disconnect My Game' });
    await user.click(button);
    expect(asked('disconnect_program')).toEqual([]);
    expect(screen.getByTestId('disconnect').textContent).toContain('My Game moves Edge and Solace.');
    expect(document.activeElement).toBe(screen.getByTestId('disconnect-no'));
    await user.keyboard('{Enter}');
    expect(screen.queryByTestId('disconnect')).toBeNull();
    expect(document.activeElement).toBe(button);
    await user.click(button);
    await user.click(screen.getByTestId('disconnect-yes'));
    expect(asked('disconnect_program')).toHaveLength(1);
    expect(screen.queryByRole('article', { name: 'My Game' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Disconnect Idle' }));
    expect(asked('disconnect_program')).toHaveLength(2);
  });
});

describe('the order of programs', () => {
  const program = (id: number, gap: number, limit = 1000): ProgramView => ({
    id,
    name: `Program ${id}`,
    address: '127.0.0.1:1',
    origin: null,
    protocol: '4.0',
    connected_at_ms: 0,
    watch: { kind: 'ping', limit_ms: limit },
    pings_received: 9,
    silent_since_ms: 60_000,
    pings: [{ at_ms: 60_000, gap_ms: gap }],
    moves: [],
    outdated_limit: false,
    refused: null,
  });
  const ids = (all: readonly ProgramView[]) => all.map(({ id }) => id);
  const many = Array.from({ length: 8 }, (_, n) => program(n + 1, n === 4 ? 700 : 300));

  it('has those first that were late, where there are many', () => {
    expect(ids(ordered(many, [], 60_100, false))).toEqual([5, 1, 2, 3, 4, 6, 7, 8]);
    expect(ids(ordered(many.slice(2, 6), [], 60_100, false))).toEqual([3, 4, 5, 6]);
  });

  it('counts a silence that goes on, and nothing of a program whose connection alone is watched', () => {
    const silent = { ...program(9, 300), silent_since_ms: 59_000 };
    expect(wasLate(silent, 60_100)).toBe(true);
    expect(
      wasLate({ ...silent, watch: { kind: 'connection_only', reason: 'off', limit_ms: 10_000 } }, 60_100),
    ).toBe(false);
  });

  it('stays while somebody points at a card; who comes then is last', () => {
    const before = [8, 7, 6, 5, 4, 3, 2, 1];
    const come = [...many.filter(({ id }) => id !== 3), program(9, 900)];
    expect(ids(ordered(come, before, 60_100, true))).toEqual([8, 7, 6, 5, 4, 2, 1, 9]);
  });
});
