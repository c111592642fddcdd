import { tick } from 'svelte';
import type { ProgramView } from '../../lib/backend/bindings';
import type { Actions } from '../../lib/state/actions';
import type { Playing } from '../../lib/trace/playing';

/** A pattern has pauses: whoever moved something so long ago still plays. */
const PAUSE_MS = 30_000;

/** What a button "Disconnect" does: whoever plays is thrown out only after a second yes. */
export class Disconnecting {
  /** The question stands there. */
  asking = $state(false);
  /** Has the focus again once the question was answered with no. */
  button = $state<HTMLButtonElement>();
  readonly #of: () => { program: ProgramView; playing: Playing; actions: Actions };

  constructor(of: () => { program: ProgramView; playing: Playing; actions: Actions }) {
    this.#of = of;
  }

  readonly click = (): void => {
    const { program, playing } = this.#of();
    const plays = program.moves.length > 0 || playing.stillFor(program.id, performance.now()) < PAUSE_MS;
    if (plays) this.asking = true;
    else this.yes();
  };

  readonly yes = (): void => {
    this.asking = false;
    const { program, actions } = this.#of();
    void actions.send({ type: 'disconnect_program', id: program.id });
  };

  readonly no = async (): Promise<void> => {
    this.asking = false;
    await tick();
    this.button?.focus();
  };
}
