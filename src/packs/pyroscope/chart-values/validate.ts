/** What the compiled validators tell of an error; the rest of ajv's error objects is not used. */
export interface ValidationError {
  /** A JSON pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Compiled code: true, or false with the errors of that call. */
export interface Validate {
  (values: unknown): boolean;
  readonly errors?: readonly ValidationError[] | null;
}
