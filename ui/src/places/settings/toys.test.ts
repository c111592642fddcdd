import { screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../../lib/backend/fake/refusals';
import { open } from '../../test/app';

describe('Settings of toys', () => {
  it('switch Bluetooth and who is connected', async () => {
    const { user, backend } = await open('toys_moved', 'settings');
    await user.click(screen.getByTestId('bluetooth-enabled'));
    await user.click(screen.getByTestId('connect-only-known'));
    expect(backend.world.settings.bluetooth.enabled).toBe(false);
    expect(backend.world.settings.toys.connect_only_known).toBe(false);
    expect(screen.getByText(/even a neighbour’s/)).toBeTruthy();
  });

  it('let new toys wait unless the person has said otherwise', async () => {
    await open('toys_moved', 'settings');
    expect(screen.getByTestId('connect-only-known').getAttribute('aria-checked')).toBe('true');
    expect(screen.getByText(/waits until you click Connect/)).toBeTruthy();
  });

  it('choose the adapter where there is a choice', async () => {
    const { user, backend } = await open('adapters', 'settings');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Bluetooth adapter' }), 'hci1');
    expect(backend.world.settings.bluetooth.adapter).toBe('hci1');
    await user.selectOptions(screen.getByTestId('setting-adapter'), '');
    expect(backend.world.settings.bluetooth.adapter).toBeNull();
  });

  it('let toys that people built connect, at a port of their own', async () => {
    const { user, backend } = await open('toys_moved', 'settings');
    expect(screen.queryByTestId('device-port')).toBeNull();
    await user.click(screen.getByTestId('device-port-on'));
    const port = screen.getByTestId<HTMLInputElement>('device-port');
    expect(port.value).toBe('54817');
    expect(screen.getByText('Device WebSocket Server, port 54817')).toBeTruthy();
    await user.clear(port);
    backend.fail('request', REFUSALS.device_port);
    await user.type(port, '12345{Enter}');
    expect(await screen.findByText(REFUSALS.device_port.sentence)).toBeTruthy();
    await user.clear(port);
    await user.type(port, '70000{Enter}');
    expect(await screen.findByText('A port is a whole number from 1 to 65535.')).toBeTruthy();
    await user.clear(port);
    await user.type(port, '54818{Enter}');
    expect(backend.world.settings.toys.device_port).toBe(54818);
    expect(screen.getByText('Off. Only this computer reaches the port.')).toBeTruthy();
    await user.click(screen.getByTestId('device-port-lan'));
    expect(backend.world.settings.toys.device_port_lan).toBe(true);
    expect(screen.getByText(/^Careful: anybody in your network/)).toBeTruthy();
    await user.click(screen.getByTestId('device-port-on'));
    expect(backend.world.settings.toys.device_port).toBeNull();
    expect(backend.world.settings.toys.device_port_lan).toBe(false);
    expect(screen.queryByTestId('device-port-lan')).toBeNull();
  });
});
