import type { Assignment, Facts, Known, OptionValue, Path, Rule, Severity, Stores } from '../pack.ts';
import type { TimeLine } from '../step/time-line.ts';
import type { ValueNode } from '../values/tree.ts';

/** All that a rule may look at. What is optional is there where it can be had. */
export interface Case<F extends Facts = Facts> {
  /** What will run; in render as the pack and the corrections so far leave it. */
  readonly now: State<F>;
  /** The phase or a setting that somebody asked for, by flag, variable, config or values. */
  readonly asked: (name: string) => Known<string> | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Milliseconds since 1970. */
  readonly clock: number;
  /** A step: what runs today, or the values before. */
  readonly before?: State<F>;
  /** Checks of a gate: what is about to be applied; `now` is then what runs today. */
  readonly next?: State<F>;
  /** Where the release runs, where a cluster is asked: for the commands that a message prints. */
  readonly cluster?: { readonly namespace: string; readonly kubeContext?: string };
  /** The phases of the release over time, where they could be read. */
  readonly history?: TimeLine;
  /** Verify and gate: what the running servers say of themselves. */
  readonly running?: State<F>;
  /** Render: the stream as Helm made it. */
  readonly rendered?: State<F>;
  /** Render: what the phase takes out, and every object of the stream that is not the release's. */
  readonly stream?: {
    readonly dropped: readonly ManifestObject[];
    readonly others: () => readonly ManifestObject[];
    /** Those of the others in whose text the words stand that all documents of the product have. */
    readonly alike: () => readonly ManifestObject[];
    /**
     * Those of the others that may point at some of the release's objects: by a name in their text, or by a selector. In a
     * stream of many releases this is quick, and `others` is not.
     */
    readonly pointingAt: (objects: readonly ManifestObject[]) => readonly ManifestObject[];
  };
  /** Render: what stands beside the release, where somebody gave its manifests. */
  readonly peer?: Peer<F>;
}

/**
 * The same product once more in one Kubernetes cluster. Its places are of another stream: what a rule says of it goes into
 * the words of a violation, and no line of it is shown.
 */
export interface Peer<F extends Facts = Facts> {
  readonly state: State<F>;
  /** Every object of its stream, whoever's it is. */
  readonly objects: readonly ManifestObject[];
}

/** `values` and `objects` are those of `now`. */
export type Need = 'values' | 'objects' | 'before' | 'history' | 'running' | 'rendered' | 'stream' | 'peer';

/** A case in which what a rule needs is there for certain. */
export type Having<F extends Facts, N extends Need> = Omit<Case<F>, 'now'> & {
  readonly [K in N & keyof Case<F>]-?: NonNullable<Case<F>[K]>;
} & {
  readonly now: State<F> & {
    readonly [K in N & ('values' | 'objects')]-?: NonNullable<State<F>[K]>;
  };
};

/** One release at one moment: what the pack read, and what the engine adds. */
export type State<F extends Facts = Facts> = F & {
  readonly readFrom: 'values' | 'manifests' | 'server';
  readonly release: Known<string>;
  readonly namespace: Known<string>;
  /** Its version. */
  readonly chart: Known<string>;
  readonly stores: Stores;
  /** `.Values`, as Helm resolves them. */
  readonly values?: Tree;
  /** Off values: whether they surely are all that the release gets, as those of all its `-f` are. */
  readonly isWhole?: boolean;
  readonly objects?: readonly ManifestObject[];
  /** Off manifests: workloads that an edit could not change safely. */
  readonly unreadable?: readonly UnreadableWorkload[];
  /** A setting of the pack's table, for each component that takes it; none where nobody says it and nothing is the default. */
  readonly setting: (name: string) => readonly Reading[];
};

export interface UnreadableWorkload {
  readonly object: ManifestObject;
  /** In words. */
  readonly why: string;
  /** Whether something stands in front of the server that takes its flags: an earlier render would read them. */
  readonly isWrapped?: boolean;
}

/** What is in force, and what was said as well and lost to it, strongest first. */
export type Reading = Known<string> & {
  readonly component: Component;
  /** Set where a tenant has its own. */
  readonly tenant?: string;
  readonly overruled: readonly Known<string>[];
};

/** A part of the release that runs by itself. */
export interface Component {
  readonly name: string;
  /** Deployment or StatefulSet; empty where the values do not say. */
  readonly kind: string;
  /** The version of its server. */
  readonly server: Known<string>;
  /** Not sure where an autoscaler decides. */
  readonly replicas: Known<number>;
  readonly flags: Flags;
  /** Environment variables. */
  readonly variables: Readonly<Record<string, Known<string>>>;
  /** Of the container; left out where a reader does not say. */
  readonly mounts?: readonly Mount[];
  /** The names of the container's ports. */
  readonly portNames?: readonly Known<string>[];
  /** The stores that it serves, by the names that phases give them; for plan. */
  readonly stores?: readonly string[];
  /** Whether it keeps data on claims of its own; for plan. */
  readonly hasClaims?: boolean;
  /** The server's configuration. */
  readonly config?: Tree;
  /** What the server's overrides change for single tenants. */
  readonly overrides?: Tree;
  /** Off manifests: the workload, and the container in it that is the component. */
  readonly object?: ManifestObject;
  readonly container?: Tree;
  /** Off values: the block that the chart renders it from, with what all components share below its own. */
  readonly values?: Tree;
}

/** Where a volume, or a directory of it, is mounted. */
export interface Mount {
  readonly path: Known<string>;
  readonly volume: string;
  readonly subPath?: Known<string>;
}

/** By name, without dashes. */
export type Flags = Readonly<Record<string, Known<string>>>;

/** Parsed YAML. A path may go on inside a text that holds YAML. */
export interface Tree {
  /** A scalar, with the place of its value; undefined for maps, lists and nothing. */
  readonly at: (...path: Path) => Known<string> | undefined;
  readonly has: (...path: Path) => boolean;
  /** Whether somebody wrote something there: false for what is only a default. */
  readonly isWritten: (...path: Path) => boolean;
  /** Whether a template's `if` takes what is there for true. */
  readonly isTrue: (...path: Path) => boolean;
  readonly type: (...path: Path) => 'text' | 'number' | 'boolean' | 'null' | 'map' | 'list' | undefined;
  /** Of a map, or the indexes of a list; none where there is neither. */
  readonly keys: (...path: Path) => Path;
  readonly below: (...path: Path) => Tree;
  /** Of the key; where nobody wrote it, of the nearest key above. */
  readonly place: (...path: Path) => Place;
}

/** One Kubernetes object. */
export interface ManifestObject extends Tree {
  readonly kind: string;
  readonly name: string;
  /** Empty where the object names none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The YAML in a text of the object, such as a file of a ConfigMap; undefined where no text is there. */
  readonly file: (...path: readonly string[]) => YamlFile | undefined;
  /** What an edit at a path would change elsewhere; the path may go on inside a text that holds YAML. */
  readonly shared: (...path: Path) => readonly SharedPart[];
  /** Of all its containers, as are the arguments. */
  readonly images: readonly string[];
  readonly args: readonly string[];
}

/** An alias that brings what a path holds to another place. */
export interface SharedPart {
  /** Without the `*`. */
  readonly alias: string;
  readonly place: Place;
  /** It stands for all that the path holds, or more, and not for a part of that alone. */
  readonly isOfAll: boolean;
}

/** A file that an object holds as a text. */
export interface YamlFile {
  /** With places in the manifest. Empty where the text is not YAML. */
  readonly tree: Tree;
  /** Why the text is not YAML; undefined where it is. */
  readonly problem?: string;
  /** Keys at the top that stand there more than once. */
  readonly duplicates: readonly string[];
  /** Whether an edit can be made in it as it is written: a block text with `|`. */
  readonly isEditable: boolean;
}

/** Edits one release. Each edit becomes the smallest patch of lines; undefined removes. */
export interface ManifestEditor {
  readonly flag: (component: string, name: string, value: string | undefined) => void;
  readonly variable: (component: string, name: string, value: string | undefined) => void;
  /** Adds a mount of the volume `data` to a component's container. */
  readonly mount: (component: string, path: string, subPath: string) => void;
  /**
   * Takes the first item out of a list that a test holds for.
   * @param of a component: the list is in its container; or an object, and the list may be in a text of it
   * @param shownAs what reports call it: `container port 9095`
   * @returns whether there was one
   */
  readonly removeItem: (
    of: string | ManifestObject,
    list: Path,
    test: (item: Tree) => boolean,
    shownAs: string,
  ) => boolean;
  /**
   * Puts an item at the end of a list, indented as its neighbours are; makes the list where there is none.
   * @param list may go on inside a text that holds YAML: `data`, `prometheus.yml`, `remote_write`
   * @param shownAs what reports call it
   * @param after the entry that a new list stands behind; the last one of its map where it is left out
   */
  readonly append: (
    object: ManifestObject,
    list: Path,
    item: object,
    shownAs: string,
    after?: string,
  ) => void;
  /**
   * Writes what a path holds, as JSON where it is not a scalar.
   * @param after the entry that a new one stands behind; the last one of its map where it is left out
   */
  readonly set: (object: ManifestObject, path: Path, value: unknown, after?: string) => void;
  /** Puts another entry in the place of one: `persistentVolumeClaim: …` becomes `emptyDir: {}`. */
  readonly replace: (object: ManifestObject, path: Path, key: string, value: unknown) => void;
  readonly drop: (object: ManifestObject) => void;
}

/** Edits values files, for --fix. An edit of what no file holds is left out, and with it the whole fix. */
export interface ValuesEditor {
  /** Writes another scalar where a value stands: a text in the quotes that are there, a boolean without any. */
  readonly replace: (value: Known<unknown> | Place | undefined, by: string | boolean) => void;
  /** Gives the key at a place another name. */
  readonly rename: (place: Place, name: string) => void;
}

/** Where something was said. A pack only hands it on. */
export type Place =
  | {
      readonly in: 'values';
      readonly path: Path;
      readonly on: 'key' | 'value';
      /** Left out where nobody wrote it: it is shown at the nearest key above. */
      readonly node?: ValueNode;
    }
  | {
      readonly in: 'manifest';
      /** The document of the stream, from 0. */
      readonly document: number;
      /** Offset in its text. */
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly in: 'server';
      readonly pod: string;
      /** The path of the page: `/api/v1/status/config`. */
      readonly endpoint: string;
    };

/** What became of a violation: told, or what render, plan or gate did about it. */
export type Outcome = 'said' | 'refused' | 'corrected' | 'accepted' | 'silenced';

/** A violation once it is judged: the one shape that every command prints. */
export interface Finding {
  /** With its pack: `pyroscope/weights-drop-data`. */
  readonly rule: string;
  /** Rows of the product's audit. */
  readonly audit: readonly string[];
  readonly severity: Severity;
  readonly place?: Place;
  readonly also: readonly Place[];
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** What could not be known and made it less than its rule. */
  readonly doubts: readonly string[];
  readonly outcome: Outcome;
  /** Of the last two: the flag, ignore or baseline. */
  readonly by?: string;
  /** What lets a refusal through, as its rule says. */
  readonly yieldsTo?: Rule['yieldsTo'];
  /** For a terminal, where why and fix are long; reports keep them in full. */
  readonly brief?: { readonly why: string; readonly fix: string };
  readonly fixValues?: (edit: ValuesEditor) => void;
}

export type { Assignment };
