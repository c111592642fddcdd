import { screen, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { BluetoothState, BluetoothView } from '../../../lib/backend/bindings';
import { FakeRadio } from '../../../lib/backend/fake/radio';
import type { Scene } from '../../../lib/backend/fake/scenes';
import { open } from '../../../test/app';
import { lackOf, noteOf } from './bluetooth';
import { inOrder } from './order';

const STATES: Exclude<BluetoothState, 'ready'>[] = [
  'switched_off',
  'starting',
  'absent',
  'off',
  'no_permission',
  'service_missing',
  'bus_missing',
  'failed',
];

describe('looking for toys', () => {
  it('begins and ends with one button', async () => {
    const { user, asked } = await open('empty', 'toys');
    const scan = screen.getByTestId('scan');
    expect(scan.textContent.trim()).toBe('Look for toys');
    await user.click(scan);
    expect(asked('start_scanning')).toHaveLength(1);
    expect(screen.getByTestId('scan').textContent).toContain('Looking for toys…');
    await user.click(screen.getByRole('button', { name: /Stop looking/ }));
    expect(asked('stop_scanning')).toHaveLength(1);
    expect(screen.getByTestId('scan').dataset.scanning).toBe('false');
  });

  it('says which programs look for toys, and ends each of their searches', async () => {
    const { user, asked } = await open('programs_search', 'toys');
    const searching = screen.getByTestId('searching');
    expect(searching.textContent).toContain('My Game is looking for toys.');
    expect(screen.getByTestId('spares-toys').textContent).toContain('Paused while toys move');
    // They keep nobody from looking, too.
    expect(screen.getByTestId('scan').textContent.trim()).toBe('Look for toys');
    await user.click(screen.getByRole('button', { name: 'Stop the search of My Game' }));
    expect(asked('stop_program_search')).toEqual([{ type: 'stop_program_search', id: 1 }]);
    expect(screen.getByTestId('searching').textContent).toContain('Web Player is looking for toys.');
    expect(screen.getByTestId('searching').textContent).not.toContain('My Game');
  });

  it('ends the searches of programs with its own', async () => {
    const { user } = await open('programs_search', 'toys');
    await user.click(screen.getByTestId('scan'));
    await user.click(screen.getByRole('button', { name: /Stop looking/ }));
    expect(screen.queryByTestId('searching')).toBeNull();
  });

  it('shows what comes in, first how it connects', async () => {
    const { backend } = await open('scanning', 'toys');
    expect(screen.getByTestId('toy-1-link').dataset.link).toBe('connecting');
    backend.step(1500);
    await tick();
    expect(screen.getByTestId('toy-1-link').dataset.link).toBe('connected');
    expect(screen.getByText('2 toys here.')).toBeTruthy();
  });
});

describe('Bluetooth that is not ready', () => {
  it.each(STATES)('says what is wrong and what mends it: %s', (state) => {
    const radio = new FakeRadio();
    radio.state = state;
    const lack = lackOf(radio.view(true, null));
    expect(lack?.title).toMatch(/^[A-Z].+[^.]$/);
    expect(lack?.step).toMatch(/^[A-Z].+[.)]$/);
  });

  it.each(STATES)('is told in the place, and nothing can be looked for: %s', async (state) => {
    await open(`bluetooth_${state}` as Scene, 'toys');
    const note = screen.getByTestId('bluetooth-note');
    expect(note.dataset.state).toBe(state);
    expect(within(note).getByRole('heading').textContent).not.toBe('');
    const scan = screen.getByTestId<HTMLButtonElement>('scan');
    expect(scan.disabled).toBe(true);
    expect(scan.title).not.toBe('');
    expect(screen.getByTestId('add-toy')).toBeTruthy();
  });

  it("uses the core's words", () => {
    const sentence = 'The radio is on fire. Put it out. Then wait.';
    expect(lackOf({ ...new FakeRadio().view(true, null), state: 'failed', sentence })).toMatchObject({
      title: 'The radio is on fire',
      step: 'Put it out. Then wait.',
    });
  });

  it('says what goes wrong while the radio works, and toys can be looked for', () => {
    const sentence = 'Edge is near, but could not be connected. Switch it off and on.';
    const view: BluetoothView = { ...new FakeRadio().view(true, null), sentence, scanning: true };
    expect(lackOf(view)).toBeNull();
    expect(noteOf(view)).toMatchObject({
      title: 'Edge is near, but could not be connected',
      step: 'Switch it off and on.',
    });
  });

  it('is switched on where it is off by the setting', async () => {
    const { user, backend } = await open('bluetooth_switched_off', 'toys');
    await user.click(screen.getByTestId('bluetooth-on'));
    expect(backend.world.settings.bluetooth.enabled).toBe(true);
    await tick();
    expect(screen.queryByTestId('bluetooth-note')).toBeNull();
    expect(screen.getByTestId<HTMLButtonElement>('scan').disabled).toBe(false);
  });

  it('says nothing where all is well', async () => {
    await open('toys_moved', 'toys');
    expect(screen.queryByTestId('bluetooth-note')).toBeNull();
  });
});

describe('adapters', () => {
  it('are chosen only where there is more than one', async () => {
    const { user, backend } = await open('adapters', 'toys');
    await user.selectOptions(screen.getByTestId('adapter'), 'hci1');
    expect(backend.world.settings.bluetooth.adapter).toBe('hci1');
    expect(screen.getByRole('option', { name: /hci1.*\(in use\)/ })).toBeTruthy();
  });

  it('are not asked about where there is one', async () => {
    await open('toys_moved', 'toys');
    expect(screen.queryByTestId('adapter')).toBeNull();
  });

  it('say when the chosen one is not there', async () => {
    await open('adapters', 'toys', ({ world }) => {
      world.settings = { ...world.settings, bluetooth: { enabled: true, adapter: 'hci7' } };
    });
    expect(screen.getByTestId<HTMLSelectElement>('adapter').selectedOptions[0]?.textContent).toBe(
      'hci7 (not plugged in)',
    );
  });
});

describe('toys that are found', () => {
  it('say how it stands with them', async () => {
    await open('found', 'toys');
    const words = screen.getAllByTestId('found-toy').map((row) => row.textContent.replace(/\s+/g, ' '));
    expect(words[0]).toContain('LVS-Lush023');
    expect(words[0]).toContain('Connecting…');
    expect(words[1]).toContain('waits until you connect it');
    expect(words[2]).toContain('it does not answer');
    expect(words[3]).toContain('without a name');
  });

  it('are connected on demand', async () => {
    const { user, asked } = await open('found', 'toys');
    expect(screen.queryByRole('button', { name: 'Connect LVS-Lush023' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Connect Magic Wand' }));
    await user.click(screen.getByRole('button', { name: 'Try now: We-Vibe Melt' }));
    expect(asked('connect_toy')).toEqual([
      { type: 'connect_toy', address: 'C4:4F:33:00:1A:02' },
      { type: 'connect_toy', address: 'C4:4F:33:00:1A:03' },
    ]);
    expect(screen.getAllByTestId('found-toy')[1]?.textContent).toContain('Connecting…');
  });

  it('wait for one click if they are new, and say so', async () => {
    const { user, asked } = await open('new_toy', 'toys');
    const row = screen.getByTestId('found-toy').textContent;
    expect(row).toContain('LVS-P36');
    expect(row).toContain('Lovense toy, strong signal');
    expect(screen.getByTestId('newcomers').textContent).toBe('Found: LVS-P36. Connect it if it is yours.');
    // In the order of the keys: the search, a toy on the screen, the one that was found.
    screen.getByTestId('scan').focus();
    await user.tab();
    expect(document.activeElement).toBe(screen.getByTestId('add-toy'));
    await user.tab();
    const connect = screen.getByRole('button', { name: 'Connect LVS-P36' });
    expect(document.activeElement).toBe(connect);
    await user.keyboard('{Enter}');
    expect(asked('connect_toy')).toEqual([{ type: 'connect_toy', address: 'C4:4F:33:00:1A:11' }]);
    await tick();
    expect(screen.getByTestId('found-toy').dataset.state).toBe('connecting');
    expect(screen.queryByTestId('connect-found')).toBeNull();
    expect(document.activeElement?.tagName).toBe('MAIN');
  });

  it('take no room where there are none', async () => {
    await open('toys_moved', 'toys');
    expect(screen.queryByTestId('found')).toBeNull();
  });
});

describe('what is not known yet', () => {
  it('can be tried like a toy that has its service', async () => {
    const { user, asked } = await open('scanning', 'toys');
    const section = screen.getByTestId('not-known');
    expect(section.textContent).toContain('J-Future9');
    const trial = within(section).getByTestId<HTMLButtonElement>('try-like');
    expect(trial.disabled).toBe(true);
    await user.selectOptions(within(section).getByTestId('kind'), 'JoyHub Pearlconch (2 × Vibrate)');
    await user.click(trial);
    expect(asked('try_like')).toEqual([
      { type: 'try_like', address: '66:2B:01:77:0D:3A', advertised: 'J-Pearlconch' },
    ]);
    expect(screen.queryByTestId('not-known')).toBeNull();
    expect(screen.getByTestId('nearby').textContent).not.toContain('J-Future9');
  });
});

describe('what is nearby', () => {
  it('is listed on demand, with its signal', async () => {
    await open('scanning', 'toys');
    const nearby = screen.getByTestId<HTMLDetailsElement>('nearby');
    expect(nearby.open).toBe(false);
    expect(nearby.textContent).toContain('Seen nearby, not a known toy (5)');
    expect(nearby.textContent).toContain('Living Room Speaker');
    expect(nearby.textContent).toContain('without a name');
  });

  it('stays where it was when strengths change', () => {
    const places = new Map<string, number>();
    const of = (...addresses: string[]) => addresses.map((address) => ({ address }));
    expect(inOrder(places, of('a', 'b', 'c'))).toEqual(of('a', 'b', 'c'));
    expect(inOrder(places, of('d', 'c', 'a', 'b'))).toEqual(of('a', 'b', 'c', 'd'));
  });
});
