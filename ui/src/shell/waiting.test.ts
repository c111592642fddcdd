import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open, settled } from '../test/app';

describe('new toys that wait while a program looks for toys', () => {
  it('are asked about in every place, with the program named', async () => {
    const { user, asked } = await open('new_toys_for_program');
    const band = screen.getByTestId('waiting-toys');
    expect(band.textContent).toContain('My Game is looking for toys.');
    expect(screen.getAllByTestId('waiting-toy')).toHaveLength(2);
    expect(band.textContent).toContain('Lovense toy, strong signal');
    expect(band.textContent).toContain('1 more new toy in Toys');
    await screen.findAllByTestId('connect-waiting');
    const connect = screen.getByRole('button', { name: 'Connect LVS-P36' });
    // A click in the first moment may be meant for something else.
    expect((connect as HTMLButtonElement).disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Not now: LVS-P36' }));
    expect(asked('put_off_toy')).toEqual([{ type: 'put_off_toy', address: 'C4:4F:33:00:1A:11' }]);
    await user.click(screen.getByRole('button', { name: 'Not now: Melt' }));
    await user.click(await settled('connect-waiting'));
    expect(asked('connect_toy')).toEqual([{ type: 'connect_toy', address: 'C4:4F:33:00:1A:13' }]);
    expect(screen.queryByTestId('waiting-toys')).toBeNull();
  });

  it('are in the list alone where toys are listed, also those that may wait', async () => {
    const { user } = await open('new_toys_for_program');
    await user.click(screen.getByRole('button', { name: 'Not now: LVS-P36' }));
    await user.click(screen.getByTestId('nav-toys'));
    await screen.findByTestId('scan');
    expect(screen.queryByTestId('waiting-toys')).toBeNull();
    expect(screen.getAllByTestId('found-toy')).toHaveLength(3);
    expect(screen.getByRole('button', { name: 'Connect LVS-P36' })).toBeTruthy();
  });

  it('are not asked about while no program looks for them', async () => {
    await open('new_toy');
    expect(screen.queryByTestId('waiting-toys')).toBeNull();
  });
});
