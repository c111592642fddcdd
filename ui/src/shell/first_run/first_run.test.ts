import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open, type Opened } from '../../test/app';
import { cannotPingWords, choices, proposed } from './first_run';

const next = () => screen.getByTestId('first-run-next');
const step = () => screen.getByTestId('first-run').dataset.step;
const gone = () => {
  expect(screen.queryByTestId('first-run')).toBeNull();
};

async function atStep(number: 1 | 2 | 3): Promise<Opened> {
  const opened = await open('first_run');
  for (let at = 1; at < number; at++) await opened.user.click(next());
  await waitFor(() => {
    expect(step()).toBe(String(number));
  });
  return opened;
}

describe('The first steps', () => {
  it('say what Vigil does, and read out each title', async () => {
    const { user } = await atStep(1);
    const dialog = within(screen.getByRole('dialog', { name: 'What Vigil does' }));
    expect(
      dialog.getByText(/When a program freezes, crashes or goes away, Vigil stops the toys/),
    ).toBeTruthy();
    expect(dialog.getByTestId('first-run-picture')).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('What Vigil does');
    await user.click(next());
    await waitFor(() => {
      expect(document.activeElement?.textContent).toBe('Stop when a program is silent for…');
    });
  });

  it('take one click for the recommended limit', async () => {
    const { user, backend } = await atStep(2);
    expect(screen.getByTestId<HTMLInputElement>('first-limit-1000').checked).toBe(true);
    expect(backend.world.settings.ping.limit_ms).toBe(2000);
    expect(screen.getByText(/Some programs cannot ping\. They are never cut off for that/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Stop after 1 s' }));
    await waitFor(() => {
      expect(step()).toBe('3');
    });
    expect(backend.world.settings.ping).toMatchObject({ limit_ms: 1000, policy: 'where_supported' });
  });

  it('take another limit, by arrow key too, and keep it on the way back', async () => {
    const { user, backend } = await atStep(2);
    screen.getByTestId('first-limit-1000').focus();
    await user.keyboard('{ArrowRight}');
    await user.click(screen.getByRole('button', { name: 'Stop after 2 s' }));
    await user.click(await screen.findByTestId('first-run-back'));
    await user.click(screen.getByTestId('first-limit-5000'));
    await user.click(screen.getByRole('button', { name: 'Stop after 5 s' }));
    await waitFor(() => {
      expect(backend.world.settings.ping.limit_ms).toBe(5000);
    });
    await user.click(await screen.findByTestId('first-run-back'));
    expect(screen.getByTestId<HTMLInputElement>('first-limit-5000').checked).toBe(true);
  });

  it('stay where they are if the limit was refused, and say why', async () => {
    const { user, backend } = await atStep(2);
    backend.fail('request', { code: 'invalid_setting', sentence: 'That cannot be.', field: 'ping.limit_ms' });
    await user.click(next());
    expect(await screen.findByText('That cannot be.')).toBeTruthy();
    expect(step()).toBe('2');
  });

  it('let a toy be added and stopped by the fire drill, and are over for good', async () => {
    const { user, backend } = await atStep(3);
    expect(screen.queryByTestId('drill')).toBeNull();
    await user.click(screen.getByTestId('add-toy'));
    await user.click(screen.getByTestId('add-toy-vibrator'));
    await user.click(await screen.findByTestId('drill-start'));
    await waitFor(() => {
      expect(backend.world.view().drill.running).not.toBeNull();
    });
    await user.click(screen.getByRole('button', { name: 'Done' }));
    gone();
    await waitFor(() => {
      expect(backend.world.settings.introduced).toBe(true);
    });
    expect(document.activeElement).toBe(screen.getByRole('main'));
  });

  it.each([1, 2, 3] as const)(
    'are skipped with Escape at step %i, and nothing else is changed',
    async (number) => {
      const { user, backend } = await atStep(number);
      const before = backend.world.settings;
      await user.keyboard('{Escape}');
      gone();
      await waitFor(() => {
        expect(backend.world.settings).toEqual({ ...before, introduced: true });
      });
    },
  );

  it('are skipped with a button, and by going to another place', async () => {
    const first = await atStep(1);
    await first.user.click(screen.getByTestId('first-run-skip'));
    gone();
    document.body.replaceChildren();
    const second = await open('first_run');
    await second.user.click(screen.getByTestId('nav-toys'));
    await waitFor(gone);
    expect(second.backend.world.settings.introduced).toBe(true);
  });

  it('close a menu with Escape before they close themselves', async () => {
    const { user } = await atStep(3);
    await user.click(screen.getByTestId('add-toy'));
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('add-toy-vibrator')).toBeNull();
    expect(step()).toBe('3');
    await user.keyboard('{Escape}');
    gone();
  });

  it('hide no question, and leave Escape to it', async () => {
    const { user, backend } = await atStep(2);
    backend.world.ask('https://scripts.example', backend.world.view().at_ms + 50_000);
    backend.push();
    expect(await screen.findByTestId('allow-once')).toBeTruthy();
    backend.close();
    await screen.findByTestId('close-question');
    await user.keyboard('{Escape}');
    await waitFor(() => {
      expect(screen.queryByTestId('close-question')).toBeNull();
    });
    expect(step()).toBe('2');
  });

  it('leave everything to be stopped, by button and by key', async () => {
    const { user, backend } = await atStep(1);
    await user.click(screen.getByTestId('stop-everything'));
    expect(backend.world.held).toBe(true);
    expect(screen.getByTestId('held')).toBeTruthy();
    expect(step()).toBe('1');
  });

  it('are not shown to whoever has used Vigil before, and come again from the help', async () => {
    const { user, backend } = await open('running');
    gone();
    await user.keyboard('{F1}');
    await user.click(screen.getByTestId('help-introduce'));
    expect(step()).toBe('1');
    expect(screen.queryByTestId('help')).toBeNull();
    const before = backend.requests.length;
    await user.keyboard('{Escape}');
    gone();
    expect(backend.requests.length).toBe(before);
  });

  it('wait behind the help', async () => {
    const { user } = await atStep(2);
    await user.keyboard('{F1}');
    await user.keyboard('{Escape}');
    expect(screen.queryByTestId('help')).toBeNull();
    expect(step()).toBe('2');
  });
});

describe('What the first steps propose', () => {
  it('is what holds, and what is recommended where nobody has chosen', async () => {
    const { backend } = await open('running');
    const settings = (limit_ms: number, policy: 'required' | 'where_supported') => ({
      ...backend.world.settings,
      ping: { ...backend.world.settings.ping, limit_ms, policy },
    });
    expect(proposed(settings(2000, 'where_supported'))).toBe(1000);
    expect(proposed(settings(0, 'required'))).toBe(1000);
    expect(proposed(settings(2000, 'required'))).toBe(2000);
    expect(proposed(settings(700, 'where_supported'))).toBe(700);
    expect(choices(settings(1000, 'required')).map(({ ms }) => ms)).toEqual([1000, 2000, 5000]);
    expect(choices(settings(700, 'required')).map(({ ms }) => ms)).toEqual([1000, 2000, 5000, 700]);
    expect(cannotPingWords(settings(700, 'required'))).toMatch(/is disconnected/);
  });
});
