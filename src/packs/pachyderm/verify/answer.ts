/** What a gate found. `unknown`: it could not be asked, or not yet; the gate stays shut. */
export interface Answer {
  readonly status: 'ok' | 'failed' | 'unknown';
  /** A clause: `all 4 pipelines are stopped`. */
  readonly seen: string;
  /** What to do; undefined where all is well. */
  readonly fix?: string;
}

export const passed = (seen: string): Answer => ({ status: 'ok', seen });
export const failed = (seen: string, fix: string): Answer => ({ status: 'failed', seen, fix });
export const unknown = (seen: string, fix: string): Answer => ({ status: 'unknown', seen, fix });

/** Ends a gate that cannot be asked. */
export class CannotAsk extends Error {
  readonly answer: Answer;

  constructor(what: string, remedy: string) {
    super(what);
    this.answer = unknown(what.replace(/\.$/, ''), remedy);
  }
}
