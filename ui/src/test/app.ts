import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { expect } from 'vitest';
import type { Request } from '../lib/backend/bindings';
import { FakeBackend } from '../lib/backend/fake';
import type { Scene } from '../lib/backend/fake/scenes';
import type { Place } from '../lib/router.svelte';
import Root from '../Root.svelte';

export interface Opened {
  backend: FakeBackend;
  user: UserEvent;
  /** The requests of one type, in order. */
  asked: <T extends Request['type']>(type: T) => Extract<Request, { type: T }>[];
}

/** The whole window over the simulation, at a place. */
export async function open(
  scene: Scene,
  place: Place = 'watch',
  prepare?: (backend: FakeBackend) => void,
): Promise<Opened> {
  location.hash = `#/${place}`;
  const backend = new FakeBackend(scene);
  prepare?.(backend);
  const user = userEvent.setup();
  render(Root, { backend });
  await screen.findByTestId(`nav-${place}`);
  return {
    backend,
    user,
    asked: (type) => backend.requests.filter((request) => request.type === type) as never,
  };
}

/** What agrees to something takes no click in the first moment, in which it could be meant for something else. */
export async function settled(testid: string): Promise<HTMLButtonElement> {
  const button = screen.getByTestId<HTMLButtonElement>(testid);
  await waitFor(() => {
    expect(button.disabled).toBe(false);
  });
  return button;
}
