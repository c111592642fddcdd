import { screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';
import { open } from '../../test/app';

describe('Log', () => {
  it('shows new lines as they come, filters them and says where the files are', async () => {
    const { user, backend } = await open('empty', 'log', ({ world }) => {
      world.log = [];
    });
    backend.world.write('info', 'vigil::test', 'a line of its own');
    backend.push();
    expect(await screen.findByText('a line of its own')).toBeTruthy();
    await user.type(screen.getByTestId('log-filter'), 'nothing like it');
    expect(screen.getByText('No line matches what you chose.')).toBeTruthy();
    await user.clear(screen.getByTestId('log-filter'));
    await user.selectOptions(screen.getByTestId('log-level'), 'error');
    expect(screen.queryByText('a line of its own')).toBeNull();
    expect(screen.getByText('/home/you/.local/share/vigil/logs')).toBeTruthy();
  });

  it('says when lines were dropped', async () => {
    const { backend } = await open('empty', 'log', ({ world }) => {
      world.log = [];
    });
    backend.world.write('info', 't', 'before');
    backend.world.dropLines(12);
    backend.world.write('info', 't', 'after');
    backend.push();
    expect(await screen.findByText(/12 lines dropped/)).toBeTruthy();
  });

  it('stands still while it is paused', async () => {
    const { user, backend } = await open('empty', 'log', ({ world }) => {
      world.log = [];
      world.write('info', 't', 'first');
    });
    await screen.findByText('first');
    await user.click(screen.getByTestId('log-pause'));
    backend.world.write('info', 't', 'second');
    backend.push();
    await tick();
    expect(screen.queryByText('second')).toBeNull();
    expect(screen.getByText(/paused, 1 newer/)).toBeTruthy();
    await user.click(screen.getByTestId('log-pause'));
    expect(screen.getByText('second')).toBeTruthy();
  });

  it('saves what is shown, says where, and opens the folder of its files', async () => {
    const { user, backend } = await open('empty', 'log', ({ world }) => {
      world.log = [];
      world.write('info', 'vigil::test', 'a line of its own');
      world.write('info', 'vigil::test', 'another');
    });
    await user.type(screen.getByTestId('log-filter'), 'of its own');
    await user.click(screen.getByTestId('log-save'));
    expect(backend.saved).toHaveLength(1);
    expect(backend.saved[0]).toMatch(/^\S+Z INFO vigil::test a line of its own$/);
    expect(screen.getByTestId('log-saved').textContent).toContain('Saved as /home/you/vigil.log');
    backend.savesFiles = false;
    await user.click(screen.getByTestId('log-save'));
    expect(screen.getByTestId('log-saved').textContent).toBe('');
    expect(backend.saved).toHaveLength(1);
    await user.click(screen.getByTestId('log-folder'));
    expect(backend.opened).toBe(1);
    backend.fail('saveLog', { code: 'save_failed', sentence: 'The disk is full.', field: null });
    await user.click(screen.getByTestId('log-save'));
    expect(screen.getByTestId('log-saved').textContent).toBe('The disk is full.');
  });

  it('keeps few rows in the page however many lines there are', async () => {
    const { user } = await open('empty', 'log', ({ world }) => {
      for (let n = 0; n < 2500; n++) world.write('info', 't', `line ${n}`);
    });
    await user.selectOptions(screen.getByTestId('log-level'), 'trace');
    expect(await screen.findByText(/^2,000 lines/)).toBeTruthy();
    expect(document.querySelectorAll('ol > li').length).toBeLessThan(200);
  });
});
