/** Why a gate is closed, and what opens it. */
export interface GateReason {
  readonly what: string;
  readonly remedy: string;
}

/** How a closed gate is opened deliberately, to stand at the end of a remedy. */
export const OR_OVERRIDE = 'or open the gate deliberately: --gate-override "<reason>"';
