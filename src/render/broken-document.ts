import type { StreamDocument } from '../yaml/documents.ts';
import type { SyntaxProblem } from '../yaml/read.ts';

/** Carries a syntax problem out of the middle of a stream; `renderStream` turns it back into data. */
export class BrokenDocument extends Error {
  constructor(
    readonly document: StreamDocument,
    readonly problem: SyntaxProblem,
  ) {
    super(problem.reason);
  }
}
