import type { StreamDocument } from '../manifest/documents.ts';
import type { Node } from '../manifest/node.ts';
import type { ManifestObject } from '../manifest/object.ts';
import type { StreamEdits } from '../manifest/stream-edits.ts';
import type { SyntaxProblem } from '../manifest/syntax-problem.ts';
import type { Result } from '../result.ts';
import type { ValueNode } from '../values/tree.ts';
import type { Finding, Rule } from './finding.ts';
import type { Sourced } from './source.ts';

/** What was asked for one release by flags, environment and config, in this order of precedence. */
export interface StatedIntent {
  readonly phase?: Sourced<string>;
  /** Settings of the phases by name, such as `ingesterWeight`, each as it was written. */
  readonly settings: ReadonlyMap<string, Sourced<string>>;
  readonly chartVersion?: Sourced<string>;
  readonly serverVersion?: Sourced<string>;
  readonly choices: Choices;
}

export interface ReleaseName {
  readonly name: string;
  readonly namespace: string;
}

/** What the user allowed or forbade. Ids are audit ids or rule ids. */
export interface Choices {
  readonly correct: ReadonlySet<string>;
  readonly noCorrect: ReadonlySet<string>;
  readonly acceptLoss: boolean;
}

export interface PackInput {
  /** Objects of the documents that the pack may be concerned with. */
  readonly objects: readonly ManifestObject[];
  /** Every document of the stream, read only where the pack asks. */
  readonly documents: readonly StreamDocument[];
  readonly readObjects: (document: StreamDocument) => Promise<readonly ManifestObject[]>;
  readonly readText: (text: string) => Promise<Result<Node | null, SyntaxProblem>>;
  readonly intentFor: (release: ReleaseName) => Result<StatedIntent, string>;
  /** The user's values of all -f and --set, merged; undefined when none were given. */
  readonly values: ValueNode | undefined;
  readonly edits: StreamEdits;
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

export interface ReleaseOutcome extends ReleaseName {
  readonly from: string;
  readonly to: string;
  readonly decisions: readonly Decision[];
  readonly findings: readonly Finding[];
  readonly edits: readonly EditRecord[];
}

/** What phasegate knows of one product. The engine sees packs through this alone. */
export interface Pack {
  readonly name: string;
  readonly phases: readonly string[];
  readonly rules: readonly Rule[];
  /** A cheap test on a document's text: false means that no rule of the pack can concern it. */
  readonly mayConcern: (text: string) => boolean;
  /** @returns the releases found, or why what was stated for one cannot be used */
  readonly render: (input: PackInput) => Promise<Result<readonly ReleaseOutcome[], string>>;
}
