/** Why a document cannot be read; line and column count from 1 within the document. */
export interface SyntaxProblem {
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}
