import type {
  Case,
  Component,
  Having,
  ManifestEditor,
  ManifestObject,
  Need,
  Place,
  ValuesEditor,
} from './rules/case.ts';

export type {
  Case,
  Component,
  Finding,
  Flags,
  ManifestEditor,
  ManifestObject,
  Need,
  Place,
  Reading,
  State,
  Tree,
  ValuesEditor,
} from './rules/case.ts';

/**
 * What phasegate knows of one product. The engine sees a product through this alone; rules are judged over states that
 * have one shape, whether they were read off values, off manifests or off the running servers.
 */
export interface Pack<F extends Facts = Facts> {
  readonly api: 1;
  /** The first part of each rule's full name: `pyroscope/weights-drop-data`. */
  readonly name: string;
  /** In the order of the migration. */
  readonly phases: readonly Phase<PhaseOf<F>>[];
  /** Judged in this order. */
  readonly rules: readonly Rule<F>[];
  readonly settings?: readonly Setting[];
}

export interface Phase<P extends string = string> {
  readonly id: P;
  readonly title: string;
  /** Names of the stores that get new data. */
  readonly writes: readonly string[];
  /** Names of the stores that answer queries. */
  readonly reads: readonly string[];
  /** Signs of one flag or field are alternatives; a phase without a sign for one takes any value of it. */
  readonly signs: readonly Sign[];
  /** The values that ask the chart for this phase. */
  readonly values?: readonly Assignment[];
}

/** What manifests show in a phase: a flag of the components' containers or a field of the objects. */
export interface Sign {
  readonly flag?: string;
  readonly path?: Path;
  /** It has one of these values; an empty list: it is not there. */
  readonly is: readonly string[];
  /** The components that show it; all of them where it is left out. */
  readonly components?: readonly string[];
  /** A range of chart versions; all of them where it is left out. */
  readonly charts?: string;
}

/** One thing that a person can tune or that rules look at. Readers, flags, variables, config, schema and docs come from it. */
export interface Setting {
  /** `ingesterWeight` gives `--ingester-weight` and `PHASEGATE_INGESTER_WEIGHT`. */
  readonly name: string;
  readonly summary: string;
  /** JSON Schema of what a person may ask for; a setting without one is only read. */
  readonly schema?: object;
  /** The server's flag, without dashes. */
  readonly flag?: string;
  /** In the server's configuration. */
  readonly config?: Path;
  /** In the server's overrides, below a tenant. */
  readonly override?: Path;
  /** Where the chart's values say it for a component, strongest first. */
  readonly values?: (component: string) => readonly Path[];
  /** The components that take it; all of them where it is left out. */
  readonly components?: readonly string[];
  /**
   * What the server does where nobody says it: the same for every server, or by its version; undefined where it has no
   * default or none that is known.
   */
  readonly default?: string | ((server: string, component: string) => string | undefined);
}

/** Keys from the top of a document; indexes for items of lists. */
export type Path = readonly (string | number)[];
export type Assignment = readonly [path: Path, value: string | number | boolean];

/** A value and who decided it; or why it cannot be known. */
export type Known<T> =
  | { readonly sure: true; readonly value: T; readonly by: DecidedBy; readonly place?: Place | undefined }
  | {
      readonly sure: false;
      readonly why: string;
      readonly likely?: T | undefined;
      readonly by?: DecidedBy | undefined;
      readonly place?: Place | undefined;
    };

/** `person`: somebody wrote the value or flag. `chart`: its templates did. `default`: of the server, or of the chart's values. */
export type DecidedBy = 'person' | 'chart' | 'config' | 'override' | 'environment' | 'default';

/** The value where it is sure; a rule that uses this is silent about what cannot be known. */
export const sure = <T>(one: Known<T> | undefined): T | undefined => (one?.sure ? one.value : undefined);

/** The value or the best guess; a rule that uses this would rather warn than be silent. */
export const likely = <T>(one: Known<T> | undefined): T | undefined => (one?.sure ? one.value : one?.likely);

/** A value worked out from another: as sure as that one, decided by the same, and shown at its place. */
export const when = <T, U>(one: Known<T>, work: (value: T) => U): Known<U> =>
  one.sure
    ? { ...one, value: work(one.value) }
    : { ...one, likely: one.likely === undefined ? undefined : work(one.likely) };

/** A value that is sure, for readers. */
export const known = <T>(value: T, by: DecidedBy, place?: Place): Known<T> => ({
  sure: true,
  value,
  by,
  ...(place && { place }),
});

/** A value that cannot be known, for readers. @param why a phrase for a message: `a template decides it` */
export const unsure = <T>(why: string, place?: Place, guess?: T): Known<T> => ({
  sure: false,
  why,
  ...(guess !== undefined && { likely: guess }),
  ...(place && { place }),
});

/** What a pack reads of a release; it may add fields of its own. */
export interface Facts<P extends string = string> {
  readonly phase: Known<P>;
  readonly components: readonly Component[];
}
export type PhaseOf<F extends Facts> = F extends Facts<infer P> ? P : never;

/** By store and part (backend, bucket, directory, layout …): what decides whether data written before is found. */
export type Stores = Readonly<Record<string, Readonly<Record<string, Known<string>>>>>;

export type Severity = 'error' | 'warning' | 'info';

export type OptionValue = string | number | boolean | readonly string[];

export type RuleOptions = Readonly<Record<string, OptionValue>>;

/** What is known of a rule apart from its judgement: docs, lists and tests are made of it. */
export type RuleDescription = Omit<Rule, 'judge'>;

/** One hazard, told once. */
export interface Rule<F extends Facts = Facts> {
  /** Kebab-case, unique in its pack. */
  readonly id: string;
  /** How bad it is if it stays; the same in every command. */
  readonly severity: Severity;
  /** One line for lists, without a full stop. */
  readonly summary: string;
  /** One sentence; a message repeats it unless it has a better one. */
  readonly why: string;
  /** The rule is judged wherever all of these can be had. */
  readonly needs?: readonly Need[];
  /** Throws nothing. */
  readonly judge: (of: Case<F>, report: (violation: Violation) => void) => void;
  /** Tests and docs pages run them; each must be reported. A getter where building them takes time: render never asks. */
  readonly bad: readonly Example[];
  /** None of these may be reported. */
  readonly good?: readonly Example[];
  /**
   * What render does about it. `refuse`: the default of errors. `correct`: makes the correction. `ask`: refuses until
   * --correct or --no-correct decides. `pass`: the default of the others; makes the correction, if there is one, when
   * --correct names the rule. `offer`: the same, and nobody is told where it is not made.
   */
  readonly inRender?: 'refuse' | 'correct' | 'ask' | 'pass' | 'offer';
  /** The one flag that lets a refusal through; nothing does where it is left out. */
  readonly yieldsTo?: 'accept-data-loss' | 'accept-loss' | 'gate-override';
  /** Markdown for `explain` and the docs page. */
  readonly details?: string;
  readonly sources?: readonly string[];
  /** Rows of the product's audit, such as `A6`; --correct takes them as well. */
  readonly audit?: readonly string[];
  /** Earlier ids, which ignores, baselines, --correct and config still take. */
  readonly formerly?: readonly string[];
  readonly options?: Readonly<Record<string, { readonly summary: string; readonly default: OptionValue }>>;
}

/** What a rule has to say about one case. */
export interface Violation {
  /** What it rests on; the first place gets the caret. Where one of these is not sure, an error becomes a warning. */
  readonly at?: Spot | readonly Spot[];
  readonly what: string;
  readonly why?: string | undefined;
  /** In words: `set pyroscope.replicaCount to 3`. */
  readonly fix: string;
  /** Where it is not the rule's. */
  readonly severity?: Severity | undefined;
  /** What render does about this one, where it is not what the rule says. */
  readonly inRender?: Rule['inRender'];
  /** Made by render. */
  readonly correct?: ((edit: ManifestEditor) => void) | undefined;
  /** Made by --fix; left out where two changes could be right. */
  readonly fixValues?: ((edit: ValuesEditor) => void) | undefined;
  /** For `ask`: when to correct, when to keep, and what decides it already. */
  readonly choice?:
    | { readonly correct: string; readonly keep: string; readonly decided?: 'correct' | 'keep' | undefined }
    | undefined;
}
export type Spot = Place | Known<unknown> | ManifestObject | undefined;

/** YAML that a rule is tried on. */
export interface Example {
  /** A values file. */
  readonly values?: string;
  /** What Helm rendered. */
  readonly manifests?: string;
  /** Values or manifests of what runs today; of the same kind as the other. */
  readonly before?: string;
  /** A chart version. */
  readonly chart?: string;
  /** The chart version of `before`. */
  readonly fromChart?: string;
  /** The phases of the release until now, oldest first. */
  readonly history?: readonly { readonly phase: string; readonly since: string }[];
  /** What somebody asked for by flags: `{ phase: 'dual' }`. */
  readonly asked?: Readonly<Record<string, string>>;
  /** Values: the path of the value or key that is reported, a dot inside a key as `\.`. Manifests: a part of its line. */
  readonly at?: string;
  /** The text once it is fixed or corrected. */
  readonly after?: string;
}

/** For rules with `needs`: their `judge` then has these for certain. */
export const ruleFor =
  <F extends Facts>() =>
  <const N extends Need>(
    rule: Omit<Rule<F>, 'needs' | 'judge'> & {
      readonly needs: readonly N[];
      readonly judge: (of: Having<F, N>, report: (violation: Violation) => void) => void;
    },
  ): Rule<F> =>
    rule as unknown as Rule<F>;
