type Path = readonly string[];

/** One mistake that a JSON Schema found; which keyword it was is told apart, the text is made later. */
export type SchemaProblem =
  | { readonly kind: 'unknown-key'; readonly path: readonly string[]; readonly known: readonly string[] }
  /** A field that an object of Kubernetes does not have. @see places where another key of the chart takes it */
  | {
      readonly kind: 'unknown-field';
      readonly path: readonly string[];
      /** As the API reference calls it: `SecurityContext`. */
      readonly type: string;
      readonly known: readonly string[];
      /** Keys beside this one that take the field. */
      readonly places: readonly (readonly string[])[];
      readonly switchedOffBy?: Path;
    }
  | {
      readonly kind: 'wrong-type';
      readonly path: readonly string[];
      readonly expected: readonly string[];
      /** Whether neither helm nor Kubernetes refuses what the chart makes of it. */
      readonly isTaken?: boolean;
      /** The key that is off, so that the chart makes nothing of it. */
      readonly switchedOffBy?: Path;
    }
  | {
      readonly kind: 'invalid-value';
      readonly path: readonly string[];
      /** `key`: not the value at the path is wrong, but its own name. */
      readonly on?: 'key';
      readonly expected: string;
      readonly isTaken?: boolean;
      readonly switchedOffBy?: Path;
      /** The only words that it may be, where it is one of a few. */
      readonly options?: readonly string[];
      /** Who refuses anything else; undefined for a schema of the user's own. */
      readonly refusedBy?: 'chart' | 'Kubernetes';
      /** The type of Kubernetes whose fields are there, and the field beside that takes it. */
      readonly is?: {
        readonly type: string;
        readonly place: readonly string[];
        /** What the expected type cannot do without. */
        readonly needs: readonly string[];
      };
    }
  /** What fields of an object, or objects of a list, cannot be together; in words that follow the key, and what to do. */
  | {
      readonly kind: 'refused';
      readonly path: readonly string[];
      readonly what: string;
      readonly remedy: string;
    }
  /** A null, or an empty string where it is printed as one, that templates fail on or Kubernetes refuses. */
  | { readonly kind: 'null'; readonly path: readonly string[]; readonly expected: readonly string[] };
