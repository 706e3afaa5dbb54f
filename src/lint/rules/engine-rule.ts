import type { RuleDescription } from '../../pack.ts';
import type { Message } from '../../step/message.ts';
import type { FindingArgs } from '../finding.ts';

/** A rule of the engine itself, which no pack brings; its findings are made where its name says. */
export interface EngineRule extends RuleDescription {
  readonly message: (args: FindingArgs) => Message;
}

type Told = 'id' | 'severity' | 'summary' | 'why' | 'message' | 'good' | 'bad';

export const engineRule = (rule: Pick<EngineRule, Told>): EngineRule => ({
  sources: ['Helm 3.21 and 4.2'],
  ...rule,
});
