/** Why the cluster, or a program that asks it, gave no usable answer. One sentence what, and what to do. */
export interface LiveProblem {
  readonly kind:
    | 'program-missing'
    | 'no-release'
    | 'forbidden'
    | 'unreachable'
    | 'timed-out'
    | 'interrupted'
    | 'port-taken'
    | 'unexpected-answer';
  readonly what: string;
  readonly remedy: string;
}
