/**
 * refusal: nothing is written. correction: the render was fixed. warning: likely trouble, refuses under --strict.
 * note: in the report and beside --diff only.
 */
export type Severity = 'refusal' | 'correction' | 'warning' | 'note';

/** The three parts of every message. */
export interface Message {
  readonly what: string;
  readonly why: string;
  /** The command, flag or value that helps. */
  readonly remedy: string;
}

/** Something that a rule has to say about a render. */
export interface Finding extends Message {
  readonly ruleId: string;
  /** The row of the audit that --correct takes as well. */
  readonly auditId?: string;
  readonly severity: Severity;
  /** The document of the stream (from 0) and the offset in its text. */
  readonly where?: { readonly document: number; readonly offset: number };
}
