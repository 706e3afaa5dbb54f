import type { RuleDescription } from '../pack.ts';
import type { Span, ValueNode } from '../values/tree.ts';
import type { Located } from './locate.ts';

/** The three parts of every message. */
export interface Message {
  readonly what: string;
  readonly why: string;
  /** The command, flag or value that helps. */
  readonly remedy: string;
}

/** What the message of an engine's rule is made of: short texts and numbers, never secrets. */
export type FindingArgs = Readonly<Record<string, string | number>>;

/** error: a pod cannot start or data goes out of sight. warning: it is likely. info: worth knowing. */
export type LintSeverity = 'error' | 'warning' | 'info';

/** The most severe has the highest. */
export const RANK: Readonly<Record<LintSeverity, number>> = { info: 0, warning: 1, error: 2 };

/** Keys from the top of the chart's values; items of lists by their index. */
export type ValuePath = readonly string[];

/** Replaces a stretch of a file's text. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** A fix of one file that changes the values at `changes` and below, and no others. */
export interface Fix {
  readonly file: string;
  readonly edits: readonly TextEdit[];
  readonly changes: readonly ValuePath[];
}

/** What a rule has to say, as data. Its text is made late, by the rule's `message`. */
export interface Report {
  /**
   * What it is about. A path that the user did not write (a default, something missing) is shown at the nearest key above it
   * that the user wrote.
   */
  readonly at: ValueNode | ValuePath;
  /** Which part of the entry the finding points at; the value where it is left out. */
  readonly on?: 'key' | 'value';
  readonly args?: FindingArgs;
  /** The text, where the rule writes it itself. */
  readonly message?: Message;
  /** Where it differs from the rule's own. */
  readonly severity?: LintSeverity;
  readonly fix?: Fix;
}

/** A report with its rule and its place. */
export interface RawFinding extends Located {
  readonly rule: RuleDescription;
  /** As it is shown: `unknown-key`, `pyroscope/both-layers-off`. */
  readonly ruleId: string;
  readonly severity: LintSeverity;
  readonly message: Message;
  readonly fix?: Fix;
  /** It would be more than an info, if it were certain: it depends on what is not known of the release. */
  readonly isUncertain?: boolean;
  /** Which of the releases that one template stands for have it, if not all. */
  readonly elements?: readonly string[];
}

/** A path as it is shown: keys joined by dots, dots within a key escaped as Helm's --set wants them. */
export const showPath = (path: ValuePath): string => path.map((key) => key.replaceAll('.', '\\.')).join('.');

/** What makes a finding the same one in other values. */
export const findingKey = ({ ruleId, path }: RawFinding): string => `${ruleId} ${showPath(path)}`;

/** A rule of the engine itself, which no pack brings; its findings are made where its name says. */
export interface EngineRule extends RuleDescription {
  readonly message: (args: FindingArgs) => Message;
}

type Told = 'id' | 'severity' | 'summary' | 'why' | 'message' | 'good' | 'bad';

/** @param rule all but where it was seen, which is the same for all */
export const engineRule = (rule: Pick<EngineRule, Told>): EngineRule => ({
  sources: ['Helm 3.21 and 4.2'],
  ...rule,
});
