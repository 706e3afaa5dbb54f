import { type DecidedBy, type Finding, type Known, known } from '../pack.ts';
import type { Source, Sourced } from '../step/source.ts';

/** What was asked for one release by flags, environment and config, in this order of precedence. */
export interface StatedIntent {
  readonly phase?: Sourced<string>;
  /** Settings of the phases by name, such as `ingesterWeight`, each as it was written. */
  readonly settings: ReadonlyMap<string, Sourced<string>>;
  readonly chartVersion?: Sourced<string>;
  readonly serverVersion?: Sourced<string>;
  readonly choices: Choices;
}

/** Who decided what is asked for: a flag of this run was meant for it, and the rest may be there for another phase. */
const BY: Readonly<Record<Source['kind'], DecidedBy>> = {
  flag: 'person',
  environment: 'environment',
  config: 'config',
  values: 'config',
  manifests: 'chart',
  default: 'default',
};

/** What somebody asked for, as packs see it. */
export const askedKnown = ({ value, source }: Sourced<string>): Known<string> =>
  known(value, BY[source.kind]);

export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** One Helm release may hold several products: each is a release of its pack. */
export interface ReleaseOfPack extends ReleaseName {
  readonly pack: string;
}

/** What the user allowed or forbade. Ids are audit ids or rule ids. */
export interface Choices {
  readonly correct: ReadonlySet<string>;
  readonly noCorrect: ReadonlySet<string>;
  readonly acceptLoss: boolean;
  readonly acceptUnknownChart: boolean;
  /** What the config silences in lint, by the rule's full name: the place and the reason. */
  readonly silencedBy?: (rule: string) => string | undefined;
}

/** One edit, for the report: what was done to which object, and why (`phase` or a correction's id). */
export interface EditRecord {
  readonly reason: string;
  readonly action: 'drop' | 'set' | 'add' | 'remove';
  readonly object: string;
  readonly document: number;
  readonly what: string;
  readonly before?: string;
}

/** A decision and where it came from, both in words. */
export interface Decision {
  readonly about: string;
  readonly value: string;
  readonly source: string;
}

/** What a run of render made of one release. */
export interface ReleaseOutcome extends ReleaseName {
  /** Name of the pack. */
  readonly pack: string;
  /** As the label `helm.sh/chart` has it, without the version. */
  readonly chartName: string;
  readonly chartVersion: string;
  readonly from: string;
  readonly to: string;
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
  readonly edits: readonly EditRecord[];
}
