/** A text read from left to right, character by character as Helm does. */
export class SetCursor {
  position = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get rest(): string {
    return this.text.slice(this.position);
  }

  get isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character without taking it; empty at the end. */
  get next(): string {
    return this.text.charAt(this.position);
  }

  /**
   * Takes everything up to one of the stop characters, and that character as well.
   * @param stops the characters
   * @param escapes whether a backslash takes the meaning from the character behind it
   */
  takeUntil(
    stops: string,
    { escapes }: { escapes: boolean },
  ): { readonly text: string; readonly stop: string } {
    let text = '';
    while (!this.isAtEnd) {
      const character = this.next;
      this.position++;
      if (stops.includes(character)) return { text, stop: character };
      if (escapes && character === '\\') text += this.takeOne();
      else text += character;
    }
    return { text, stop: '' };
  }

  private takeOne(): string {
    const character = this.next;
    this.position++;
    return character;
  }
}
