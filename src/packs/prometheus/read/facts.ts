import type {
  Case,
  Component,
  Facts,
  Known,
  ManifestObject,
  Path,
  Place,
  Rule,
  State,
  Tree,
} from '../../../pack.ts';
import type { Having, Need } from '../../../rules/case.ts';
import { entryField, type Spelling } from '../facts/entry-fields.ts';
import type { PrometheusPhase } from '../facts/phases.ts';
import type { Meant } from './entries.ts';

/** One entry of remote_write. */
export interface RemoteWrite {
  readonly index: number;
  readonly spelling: Spelling;
  readonly name: Known<string> | undefined;
  readonly url: Known<string> | undefined;
  readonly tree: Tree;
}

/** A field of an entry, by the name that custom resources give it. */
export const fieldOf = ({ tree, spelling }: RemoteWrite, name: string): Known<string> | undefined =>
  tree.at(...entryField(name)[spelling]);

export const hasField = ({ tree, spelling }: RemoteWrite, name: string): boolean =>
  tree.has(...entryField(name)[spelling]);

export const placeOfField = ({ tree, spelling }: RemoteWrite, name: string): Place =>
  tree.place(...entryField(name)[spelling]);

/** What runs, and where its remote_write is written. */
export interface PrometheusServer extends Component {
  readonly spelling: Spelling;
  /** The object that holds the entries, and the path of their list in it; undefined off values, and where it is elsewhere. */
  readonly written?: { readonly object: ManifestObject; readonly list: Path; readonly after?: string };
  /** Where the configuration is, if not in what was read: `Secret prometheus-config`. */
  readonly elsewhere?: Known<string>;
  /** Why the configuration cannot be read, in the words of the parser. */
  readonly unreadable?: Known<string>;
  /** Keys at the top of prometheus.yml that stand there more than once. */
  readonly duplicates: readonly Known<string>[];
  readonly entries: readonly RemoteWrite[];
  /** remote_read; each with the URL that is read. */
  readonly readers: readonly RemoteWrite[];
  /** It scrapes and forwards, and keeps no samples. */
  readonly isAgent: boolean;
  /** It takes remote_write, and so may be a destination. */
  readonly receives: Known<boolean>;
  /** Labels that it adds to what leaves it, as its configuration names them. */
  readonly externalLabels: Readonly<Record<string, Known<string>>>;
  /** The label that tells replicas apart, as the operator adds it; empty where it was taken away. */
  readonly replicaLabel?: Known<string>;
  /** How many parts the targets are cut into, each with replicas of its own. */
  readonly shards: Known<number>;
  /** A pod on every node. */
  readonly isOnEveryNode?: boolean;
  /** The spec of the custom resource; undefined for the chart prometheus. */
  readonly resource?: Tree;
}

/** What the pack reads of a release. */
export interface PrometheusFacts extends Facts<PrometheusPhase> {
  readonly components: readonly PrometheusServer[];
  /** Which stores somebody means. */
  readonly meant: Meant;
}

export type PrometheusState = State<PrometheusFacts>;
export type PrometheusCase = Case<PrometheusFacts>;
export type PrometheusRule = Rule<PrometheusFacts>;
export type PrometheusHaving<N extends Need> = Having<PrometheusFacts, N>;
