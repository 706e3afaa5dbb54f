/**
 * refusal: nothing is written. correction: the render was fixed. warning: likely trouble, refuses under --strict.
 * note: in the report and beside --diff only.
 */
export type Severity = 'refusal' | 'correction' | 'warning' | 'note';

/** What a message is made of; values are short texts and numbers, never secrets. */
export type FindingArgs = Readonly<Record<string, string | number>>;

/** Something that a rule has to say, as data; its text is made late, from the rule. */
export interface Finding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly args: FindingArgs;
  /** The text, where the rule writes it itself. */
  readonly message?: Message;
  /** The document of the stream (from 0) and the offset in its text. */
  readonly where?: { readonly document: number; readonly offset: number };
}

/** The three parts of every message. */
export interface Message {
  readonly what: string;
  readonly why: string;
  /** The command, flag or value that helps. */
  readonly remedy: string;
}

/** What is known of a rule apart from its check. */
export interface Rule {
  /** Kebab-case, unique in its pack. */
  readonly id: string;
  /** The short id that --correct takes, such as A6. */
  readonly auditId?: string;
  /** Earlier ids and further rows of the audit, which --correct takes as well. */
  readonly aliases?: readonly string[];
  readonly severity: Severity;
  /** A correction that is made only when --correct names it. */
  readonly askedFor?: boolean;
  readonly summary: string;
  readonly message: (args: FindingArgs) => Message;
}
