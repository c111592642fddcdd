/** How long "Saved" is said. */
const SAVED_FOR_MS = 2400;

/** What committing a draft led to: null, or the sentence to say at the field. `false`: told elsewhere. */
export type Commit = (text: string) => Promise<string | null | false>;

/**
 * What a person types until it is saved. While nothing is being typed it shows the present value; a refused value
 * stays as it was typed, with the reason beside it.
 */
export class Draft {
  #typed = $state<string | null>(null);
  refusal = $state<string | null>(null);
  saved = $state(false);
  readonly #current: () => string;
  readonly #commit: Commit;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #committing: string | null = null;

  constructor(current: () => string, commit: Commit) {
    this.#current = current;
    this.#commit = commit;
  }

  get text(): string {
    return this.#typed ?? this.#current();
  }

  set text(value: string) {
    this.#typed = value;
    this.saved = false;
  }

  /** On Enter and when the field is left. Leaving a field that was just saved by Enter saves nothing twice. */
  async save(): Promise<void> {
    const text = this.#typed;
    if (text === null || text === this.#committing) return;
    if (text.trim() === this.#current()) {
      this.revert();
      return;
    }
    this.#committing = text;
    const refusal = await this.#commit(text);
    this.#committing = null;
    // Typed on while it was being saved: the newer text is not what this answer is about.
    if (this.#typed !== text) return;
    if (refusal === false) return;
    this.refusal = refusal;
    if (refusal !== null) return;
    this.#typed = null;
    this.sayIsSaved();
  }

  revert(): void {
    this.#typed = null;
    this.refusal = null;
  }

  sayIsSaved(): void {
    this.saved = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.saved = false), SAVED_FOR_MS);
  }

  readonly onkeydown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void this.save();
    } else if (event.key === 'Escape' && this.#typed !== null) {
      event.stopPropagation();
      this.revert();
    }
  };

  readonly onblur = (): void => {
    void this.save();
  };
}
