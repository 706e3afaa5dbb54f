/** The three parts of every message. */
export interface Message {
  readonly what: string;
  readonly why: string;
  /** The command, flag or value that helps. */
  readonly remedy: string;
}
