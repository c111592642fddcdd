import { silenceWords } from './facts';
import { screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { alert, native } from '../../lib/backend/fake/samples';
import { open } from '../../test/app';

const freeze = (step: (ms: number) => void) => {
  for (let at = 0; at < 4000; at += 50) step(50);
};

describe('Alerts', () => {
  it('shows history without a toast, newest first', async () => {
    await open('running', 'alerts');
    const all = screen.getAllByTestId(/^alert-/);
    expect(all).toHaveLength(8);
    expect(within(all[0] ?? document.body).getByText(/Web Player has never sent a ping/)).toBeTruthy();
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('unfolds what it means, the numbers and the toys', async () => {
    const { user, backend } = await open('alert', 'alerts');
    freeze((ms) => {
      backend.step(ms);
    });
    await tick();
    const alert = screen.getAllByTestId(/^alert-/)[0] ?? document.body;
    const unfold = within(alert).getByRole('button', { name: /My Game stopped answering/ });
    expect(unfold.getAttribute('aria-expanded')).toBe('false');
    await user.click(unfold);
    expect(unfold.getAttribute('aria-expanded')).toBe('true');
    expect(within(alert).getByText(/The program froze/)).toBeTruthy();
    expect(within(alert).getByText('Silent for').nextElementSibling?.textContent).toMatch(/^1\.0\d s$/);
    expect(within(alert).getByText('0.4 ms')).toBeTruthy();
    expect(within(alert).getByText('still after 2 ms')).toBeTruthy();
    expect(within(alert).getByRole('img', { name: /pings in the last minute/ })).toBeTruthy();
  });

  it('offers an exemption where it can help', async () => {
    const { user, asked } = await open('running', 'alerts');
    await user.click(screen.getByRole('button', { name: /Web Player has never sent/ }));
    await user.click(screen.getByRole('button', { name: 'Watch only its connection' }));
    expect(asked('exempt_program')).toEqual([
      { type: 'exempt_program', name: 'Web Player', origin: 'https://player.example' },
    ]);
  });

  it('offers that a lost program stops only its own toys, until it does', async () => {
    const { user, backend, asked } = await open('running', 'alerts', ({ world }) => {
      world.alerts = [
        alert(90, world.wallNow, {
          cause: 'connection_lost',
          sentence: 'My Game went away. The toys of Web Player were stopped too.',
          program: native('My Game'),
          offers: [{ kind: 'stop_only_its_toys' }],
        }),
        alert(89, world.wallNow, {
          cause: 'connection_silent',
          sentence: 'The connection to Other did not respond.',
          offers: [{ kind: 'change_limit' }],
        }),
      ];
    });
    await user.click(screen.getByRole('button', { name: /The toys of Web Player/ }));
    await user.click(screen.getByRole('button', { name: 'Stop only its own toys next time' }));
    expect(asked('save_settings')).toHaveLength(1);
    expect(backend.world.settings.lost_program_stops_every_toy).toBe(false);
    expect(screen.queryByRole('button', { name: 'Stop only its own toys next time' })).toBeNull();
    await user.click(screen.getByRole('button', { name: /The connection to Other/ }));
    expect(screen.getByRole('link', { name: 'Go to the limit' }).getAttribute('href')).toBe(
      '#/settings/connection-limit',
    );
  });

  it('counts what is not read, and marks one and all as read', async () => {
    const { user, backend, asked } = await open('running', 'alerts', ({ world }) => {
      world.alerts = world.alerts.map((alert) => ({ ...alert, dismissed: false }));
    });
    expect(screen.getByTestId('nav-alerts').textContent).toContain('8 not read');
    await user.click(screen.getAllByRole('button', { name: 'Mark as read: this alert' })[0] ?? document.body);
    expect(asked('dismiss_alert')).toEqual([{ type: 'dismiss_alert', id: backend.world.alerts[0]?.id }]);
    expect(screen.getByTestId('nav-alerts').textContent).toContain('7 not read');
    await user.click(screen.getByRole('button', { name: 'Mark all as read' }));
    expect(screen.getByTestId('nav-alerts').textContent).not.toContain('not read');
  });

  it('clears the history only after a second yes', async () => {
    const { user, asked } = await open('running', 'alerts');
    await user.click(screen.getByRole('button', { name: 'Clear history' }));
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Keep them' }));
    await user.keyboard('{Escape}');
    expect(asked('clear_alerts')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Clear history' }));
    await user.click(screen.getByRole('button', { name: 'Delete all' }));
    expect(asked('clear_alerts')).toHaveLength(1);
    expect(screen.getByText('No alert so far')).toBeTruthy();
  });
});

describe('toast', () => {
  it('tells a new alert at once, in any place, and leads to it', async () => {
    const { user, backend } = await open('alert', 'toys');
    expect(screen.queryByTestId('toast')).toBeNull();
    freeze((ms) => {
      backend.step(ms);
    });
    const toast = await screen.findByTestId('toast');
    expect(screen.getByTestId('spoken').textContent).toContain('My Game stopped answering');
    expect(toast.textContent).toContain('My Game stopped answering');
    await user.click(within(toast).getByRole('link', { name: 'What happened' }));
    expect(location.hash).toBe(`#/alerts/${backend.world.alerts[0]?.id ?? 0}`);
    expect(screen.queryByTestId('toast')).toBeNull();
    const opened = await screen.findByRole('button', { name: /My Game stopped answering/ });
    expect(opened.getAttribute('aria-expanded')).toBe('true');
  });

  it.each(['watch', 'alerts'] as const)(
    'is not drawn where the alert is in view anyway, and is read out: %s',
    async (place) => {
      const { backend } = await open('alert', place);
      freeze((ms) => {
        backend.step(ms);
      });
      await tick();
      expect((await screen.findAllByText(/My Game stopped answering/)).length).toBeGreaterThan(0);
      expect(screen.getByTestId('spoken').textContent).toContain('My Game stopped answering');
      await tick();
      expect(screen.queryByTestId('toast')).toBeNull();
    },
  );

  it('goes away when the person goes to where the alert is', async () => {
    const { user, backend } = await open('alert', 'toys');
    freeze((ms) => {
      backend.step(ms);
    });
    await screen.findByTestId('toast');
    await user.click(screen.getByTestId('nav-watch'));
    await waitFor(() => {
      expect(screen.queryByTestId('toast')).toBeNull();
    });
  });

  it('is one for all that happens', async () => {
    const { user, backend } = await open('running', 'toys');
    const raise = (name: string) => {
      const lost = { ...alert(0, 0, {}), cause: 'connection_lost' as const };
      backend.world.raise({ ...lost, sentence: `${name} went away.`, program: native(name) });
    };
    for (let n = 1; n <= 5; n++) raise(`Game ${n}`);
    backend.push();
    expect((await screen.findByTestId('toast')).textContent).toContain('5 programs went away.');
    for (let n = 6; n <= 8; n++) raise(`Game ${n}`);
    backend.push();
    await tick();
    await tick();
    const toast = screen.getByTestId('toast');
    expect(toast.textContent).toContain('8 programs went away.');
    await user.click(within(toast).getByRole('link', { name: 'See all alerts' }));
    expect(location.hash).toBe('#/alerts');
  });

  it('tells what its alert tells by now', async () => {
    const { backend } = await open('running', 'toys');
    const lost = { ...alert(0, 0, {}), cause: 'toy_lost' as const };
    backend.world.raise({ ...lost, sentence: 'The connection to Edge was lost.', program: null });
    backend.push();
    await screen.findByTestId('toast');
    backend.world.alerts = backend.world.alerts.map((one) =>
      one.cause === 'toy_lost' ? { ...one, sentence: 'Edge was back after 0.90 s.' } : one,
    );
    backend.push();
    await tick();
    expect(screen.getByTestId('toast').textContent).toContain('Edge was back after 0.90 s.');
  });

  it('goes away when its alert is read elsewhere', async () => {
    const { backend } = await open('alert', 'toys');
    freeze((ms) => {
      backend.step(ms);
    });
    await screen.findByTestId('toast');
    await backend.request({ type: 'dismiss_all_alerts' });
    await tick();
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('tells how often the same happened', async () => {
    const { backend } = await open('running', 'alerts');
    const times = () => screen.queryAllByText(/\d+ times, .*\d\d:\d\d to .*\d\d:\d\d/);
    expect(times()).toHaveLength(1);
    expect(times()[0]?.textContent).toContain('12 times, ');
    const before = backend.world.alerts.length;
    for (let n = 0; n < 3; n++) {
      backend.world.raise({ ...alert(0, 0, {}), sentence: 'My Game went away.', program: native('My Game') });
    }
    backend.push();
    await tick();
    expect(backend.world.alerts).toHaveLength(before + 1);
    expect(screen.getByText(/^3 times, /)).toBeTruthy();
  });
});

describe('the picture of the last pings', () => {
  const silence = { limit_ms: 1000, late_ms: 1, gaps: [300, 520].map((gap_ms) => ({ ago_ms: 0, gap_ms })) };

  it('is told in numbers, too', () => {
    expect(silenceWords({ ...silence, silent_ms: 1000 })).toBe(
      'the last 2 pings, at most 0.52 s apart, then 1.00 s of silence',
    );
    expect(silenceWords({ ...silence, silent_ms: null })).toBe('the last 2 pings, at most 0.52 s apart');
  });
});
