import type { Chart } from './chart/pack-chart.ts';
import type { Live } from './checks/live.ts';
import type { Guard } from './guard/guard.ts';
import type { PodsByLabel } from './live/cluster.ts';
import type { Result } from './result.ts';
import type {
  Case,
  Component,
  Having,
  ManifestEditor,
  ManifestObject,
  Need,
  Peer,
  Place,
  State,
  Tree,
  ValuesEditor,
} from './rules/case.ts';

export type { Chart } from './chart/pack-chart.ts';
export type { SchemaProblem } from './chart/schema-problem.ts';
export type { Answer, Live, Question } from './checks/live.ts';
export type { Guard, GuardedResource, GuardSuffix, KeptResource, StepKind } from './guard/guard.ts';
export type { PodsByLabel } from './live/cluster.ts';

export type {
  Case,
  Component,
  Finding,
  Flags,
  ManifestEditor,
  ManifestObject,
  Mount,
  Need,
  Outcome,
  Peer,
  Place,
  Reading,
  SharedPart,
  State,
  Tree,
  ValuesEditor,
} from './rules/case.ts';

/**
 * What phasegate knows of one product. The engine sees a product through this alone; rules are judged over states that
 * have one shape, whether they were read off values, off manifests or off the running servers. The first members make a
 * pack that renders; each of the others lets one more command work. `F` is what the pack reads of a release.
 */
export interface Pack<F extends Facts = Facts> {
  readonly api: 1;
  /** The first part of each rule's full name: `pyroscope/weights-drop-data`. */
  readonly name: string;
  /** The product's name in messages; `name` where it is left out. */
  readonly title?: string;
  /** In the order of the migration. */
  readonly phases: readonly Phase<PhaseOf<F>>[];
  /** Judged in this order. */
  readonly rules: readonly Rule<F>[];
  readonly settings?: readonly Setting[];

  /** Texts that every document of the product contains, such as its name: documents without them are not even read. */
  readonly mentions?: readonly string[];
  /** Whether an object is the product's. `true` where Helm's usual labels tell its release and the chart's version. */
  recognise(object: ManifestObject): boolean | Recognised;
  /** Whether an object runs the product though it is no Deployment or StatefulSet: an operator makes the pods of it, say. */
  runs?(object: ManifestObject): boolean;
  /**
   * The pack as somebody's settings make it, where what a phase is depends on them; called once a run.
   * @param asked a setting that a flag, a variable or the config has for a release, or for all where none is named
   */
  withSettings?(asked: SettingOf): Pack<F>;
  /**
   * Why manifests of a release are nobody's business yet: a clause for a message, such as `no destination is named`, and
   * what to do; undefined where they are. They pass as they are, so that a stream of several products needs no word about
   * this one.
   */
  dormant?(release: { readonly name: string; readonly namespace: string }): Dormant | undefined;
  /** @param found what the engine read: a simple pack returns it as it is */
  readManifests(objects: readonly ManifestObject[], found: Found<PhaseOf<F>>): F;
  /** Whether a phase does not have an object of the release. Such objects are dropped before anything is judged. */
  drops?(object: ManifestObject, to: PhaseOf<F>): boolean;
  /** Edits a release into what the chart itself would render for a phase. */
  render(of: Case<F>, to: PhaseOf<F>, edit: ManifestEditor): void;
  /** Which flags the chart's own templates write, and in which order; where it is left out, all, and in none. */
  flagOrder?(chart: string, objects: readonly ManifestObject[]): FlagOrder;
  /** Which container of a pod is the component; the one of its name, or the first, where it is left out. */
  isMainContainer?(
    container: { readonly name: string; readonly args: readonly string[] },
    component: string,
  ): boolean;

  /** Pods that belong to a release though they do not carry its label, as those that an operator makes. */
  podsByLabel?(state: F): readonly PodsByLabel[];

  /** Where render edits no container, what cannot be read of them stops nothing. */
  readonly editsContainers?: false;

  /** Whether a component is the product's own, for releases in which those of others ride along; all where it is left out. */
  isComponent?(name: string): boolean;

  /** For lint, plan and next: the product's charts. The first is the main one. */
  readonly charts?: readonly Chart[];
  /** Reads a release off its values, as the chart would render them. */
  readValues?(values: Tree, found: FoundInValues): F;
  /**
   * The phase that a person's values ask for; undefined where they ask for none, and a word that is not a phase where the
   * chart renders nothing. Where it is left out, the phase whose `values` are all written so.
   * @param values what the person wrote, without the chart's defaults
   */
  phaseAsked?(values: Tree, chart: string): Known<string> | undefined;

  /** What decides whether data written before is found. */
  stores?(state: F & Pick<State<F>, 'setting' | 'readFrom'>): Stores;
  /** What a step needs and does. What refuses a step is a rule. Where it is left out, every check must be ok. */
  transition?(of: Case<F> & { readonly before: State<F> }): Transition;
  /** Why a phase is in force only in part, so that time in it does not count: `v2 gets 50 % of all writes`. */
  partial?(state: State<F>): string | undefined;
  /** For plan: the version that runs; that of the first component's server where it is left out. */
  versionOf?(state: F): Known<string>;
  /** For plan beside a peer: what the two mean for each other, and what only the cluster shows. */
  beside?(of: {
    readonly now: State<F>;
    readonly others: readonly ManifestObject[];
    readonly peer: Peer<F>;
  }): Beside;
  /** For plan: where data goes to and where answers come from; by the phase's stores where it is left out. */
  routes?(state: State<F>): { readonly writes: readonly Route[]; readonly reads: readonly Route[] };
  /** What is stored, in the plural: `profiles`; `data` where it is left out. */
  readonly stored?: string;

  /**
   * For verify and gate: what the running servers say of themselves, by `live.config`. Rules with `needs: ['running']` are
   * judged on it. What could not be asked is not sure, and never a default.
   * @throws where nobody answers
   */
  readServer?(live: Live, installed: State<F>): Promise<F>;
  /** For verify and gate: what is asked of the running system. A function where loading them takes time. */
  readonly checks?: readonly Check<F>[] | (() => Promise<readonly Check<F>[]>);
  /**
   * For next: the steps that are left, in the order that is safe; none where the migration is done.
   * @param target the chart version to end with
   * @returns the steps, or why there are none: a clause for a message
   */
  steps?(of: Case<F>, target: string): StepsLeft<PhaseOf<F>> | Promise<StepsLeft<PhaseOf<F>>>;

  /**
   * For guard: what the API server itself holds; or what is missing before a policy can know a phase. Where it is left out,
   * every change of phase of a Deployment or StatefulSet needs a stamp of the gate, and the charts' claims are kept.
   */
  readonly guard?: Guard<PhaseOf<F>> | Dormant;

  /** Pages for `explain` that are about no rule and no check. */
  readonly topics?: readonly Topic[];

  /** Commands of the pack's own. */
  readonly commands?: readonly PackCommand[];
}

/** A page about the product: `phasegate explain prometheus/compatibility`. */
export interface Topic {
  /** Kebab-case. */
  readonly id: string;
  /** One line, without a full stop. */
  readonly summary: string;
  text(): string;
}

/** A command that a pack brings along: `phasegate <name>`. */
export interface PackCommand {
  readonly name: string;
  /** One line, for the overview and the command's own help. */
  readonly summary: string;
  /** Environment variables that it reads and that begin with `PHASEGATE_`: one that no command reads is warned about. */
  readonly variables?: readonly string[];
  /** @param argv the words behind the name @returns the exit code: 0 done, 1 refused, 2 unusable input, 3 its own failure */
  run(argv: readonly string[], terminal: Terminal): Promise<number>;
}

/** What a command of a pack knows of where it runs, and how it speaks. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Standard error where it is a terminal, for what draws on it. */
  readonly screen?: NodeJS.WriteStream | undefined;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal;
  /** Writes all of it, or tells why not: a closed pipe. */
  readonly writeOut: (text: string) => Result<void, string>;
  readonly writeError: (text: string) => void;
}

export type StepsLeft<P extends string = string> = readonly Step<P>[] | string;

/** Why a release is passed over, and what changes that. */
export interface Dormant {
  readonly why: string;
  readonly fix: string;
}

/** The release that an object belongs to. */
export interface Recognised {
  /** Its name; by the label `app.kubernetes.io/instance` where it is left out. */
  readonly release?: string;
  /** The chart's version; by the label `helm.sh/chart` where it is left out. */
  readonly chart?: string;
  /** The chart's name and version as `helm.sh/chart` would have them, where another label says it. */
  readonly chartLabel?: string;
}

/** What the engine read of a release's manifests. */
export interface Found<P extends string = string> extends Facts<P> {
  readonly release: string;
  /** Empty where no object names one. */
  readonly namespace: string;
  readonly chart: string;
  /** What each sign of a phase says; together they make `phase`. */
  readonly signs: readonly SignFound<P>[];
  /** In render, once something is dropped or edited: the release as Helm rendered it. */
  readonly rendered?: Facts<P>;
}

/** What one flag or field shows, and the phases that it fits. */
export interface SignFound<P extends string = string> {
  /** `distributor -write-path=combined`. */
  readonly about: string;
  readonly fits: readonly P[];
}

/** A setting that somebody has for a release. @param release undefined where nobody named one */
export type SettingOf = (
  name: string,
  release?: { readonly name: string; readonly namespace: string },
) => Known<string> | undefined;

/** What is known beside the values. */
export interface FoundInValues {
  /** The chart's version. */
  readonly chart: string;
  /** As dependencies and releases name the chart. */
  readonly chartName: string;
  /** The release's name, where it is known. */
  readonly release?: string;
  /** The namespace that it is installed into, where that is known. */
  readonly namespace?: string;
  /** The server that the chart's own Chart.yaml names, where that was seen. */
  readonly appVersion?: string;
}

/** How a chart's templates write a container's flags, as far as that is known. */
export interface FlagOrder {
  /** Flags that the templates write, in their order: a new one is put behind those that come before it. */
  readonly order: readonly string[];
  /** Where the templates' own flags begin among all; what is in front came from a person. */
  firstOwn(flags: readonly { readonly name: string; readonly value: string }[]): number;
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
  /** The first chart version of which it is so, and the first of which it is no longer; all where both are left out. */
  readonly charts?: { readonly from?: string; readonly before?: string };
  /** A flag beside which this one says nothing. */
  readonly unless?: string;
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
  /** The chart's own key for it, where it has one: what is written there is asked for. */
  readonly key?: Path;
  /** What is wrong with what a person asked for: `is not a number from 0 to 1`; undefined where nothing is. */
  check?(word: string): string | undefined;
  /**
   * Where the chart's values say it for a component, strongest first: shown where a rule is about a default. What is
   * written there is read from the component's flags or configuration, into which `readValues` puts it.
   */
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

/**
 * A value worked out from another: as sure as that one, decided by the same, and shown at its place. NaN, as of
 * `when(text, Number)`, is not sure.
 */
export const when = <T, U>(one: Known<T>, work: (value: T) => U): Known<U> => {
  const guess = one.sure ? one.value : one.likely;
  const made = guess === undefined ? undefined : work(guess);
  if (Number.isNaN(made)) return { ...one, sure: false, why: 'it is not a number', likely: undefined };
  return one.sure ? { ...one, value: made as U } : { ...one, likely: made };
};

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
  /** How the product is laid out: `single-binary`. */
  readonly layout?: Known<string>;
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
  judge(of: Case<F>, report: (violation: Violation) => void): void;
  /**
   * Each must be reported: `explain` shows them, and `wrongExamples` of the library tries them. A getter where building
   * them takes time: render never asks.
   */
  readonly bad: readonly Example[];
  /** None of these may be reported. */
  readonly good?: readonly Example[];
  /**
   * What render does about it. `refuse`: the default of errors. `correct`: makes the correction. `ask`: refuses until
   * --correct or --no-correct decides. `pass`: the default of the others; makes the correction, if there is one, when
   * --correct names the rule. `offer`: the same, and nobody is told where it is not made.
   */
  readonly inRender?: 'refuse' | 'correct' | 'ask' | 'pass' | 'offer';
  /** Why render goes on in spite of an error that it could refuse, for the message; needed where an error has `pass`. */
  readonly notRefused?: string;
  /**
   * Judged on what Helm rendered, less what the phase drops, before the phase is set: the first of these that refuses ends
   * the run and is told without the rules behind it, which would only echo it.
   */
  readonly isFirst?: true;
  /**
   * What it refuses is wrong whatever else is: it is told as well where a rule that `isFirst` ends the run. It looks at what
   * somebody wrote, and not at what phasegate edits.
   */
  readonly isIndependent?: true;
  /** Its violations may hold a correction: --correct and --no-correct take the rule. */
  readonly corrects?: true;
  /**
   * Render judges it as well on the values that it was given with -f and --set, where it is about a key that states the phase
   * or a setting: a mistake there shows in no manifest.
   */
  readonly inGivenValues?: true;
  /** Whether plan and gate refuse a step into what it reports, though it looks at one release alone; rules that need `before` do. */
  readonly refusesSteps?: true;
  /**
   * What lets a refusal through: a flag, or with `ignore` whatever silences the rule in lint. Nothing does where it is left
   * out.
   */
  readonly yieldsTo?:
    | 'accept-data-loss'
    | 'accept-loss'
    | 'accept-unknown-chart'
    | 'gate-override'
    | 'ignore';
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
  readonly notRefused?: Rule['notRefused'];
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
  /** Manifests of what stands beside the release, as --peer gives them. */
  readonly peer?: string;
  /** What every server answers to `live.config`, beside the manifests of what is installed. */
  readonly running?: string;
  /** A chart version. */
  readonly chart?: string;
  /** Files beside the values, by name, as the Chart.yaml of an umbrella. */
  readonly beside?: Readonly<Record<string, string>>;
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

/** Where data goes to, or where answers come from. */
export interface Route {
  readonly store: string;
  /** A fraction of all. */
  readonly share: number;
  /** `from 2026-11-01 00:00 UTC`. */
  readonly note?: string;
}

/** What a plan says of a release and another one beside it. Rules say what they must not share. */
export interface Beside {
  /** Sentences without a full stop. */
  readonly consequences: readonly string[];
  /** What no manifest shows, each with the command that does. */
  readonly unknown: readonly { readonly title: string; readonly detail: string }[];
}

/** What a step needs before it may be taken, and what comes of it. */
export interface Transition {
  /** Milliseconds in the phase that is left, in one piece. */
  readonly soakMs?: number;
  /** Whether every check of the phase that is left must be ok; the ids of those that must where others do not matter. */
  readonly verified?: boolean | readonly string[];
  /** Sentences without a full stop. */
  readonly consequences?: readonly string[];
  /** False where going back does not bring everything back. */
  readonly isReversible?: boolean;
  /** What going back costs: a sentence without a full stop. */
  readonly back?: string;
  /** What is lost with a pod that the step restarts, as no volume keeps it: a sentence without a full stop. */
  readonly lostAtRestart?: string;
}

/** waiting: not yet, but it may come by itself. unknown: it could not be asked. skipped: it does not apply here. */
export interface Observation {
  readonly status: 'ok' | 'failed' | 'waiting' | 'unknown' | 'skipped';
  /** What was seen, in words. */
  readonly seen: string;
  /** Why the system gave no answer, where that is the reason: checks that met the same problem are told of together. */
  readonly problem?: { readonly what: string; readonly remedy: string };
  /** What it did not look at although it is ok, in words: a gate that opens names it. */
  readonly unproven?: string;
}

/** One question to the running system. It reads and asks; it changes nothing. */
export interface Check<F extends Facts = Facts> {
  /** Kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** The phases it has something to say about. */
  readonly phases: readonly PhaseOf<F>[];
  expected(of: Case<F>, live: Live): string;
  /** A shell line that shows a person the same. */
  command?(of: Case<F>, live: Live): string;
  /** What it throws, `live.ask` without an answer included, is `unknown`. */
  observe(of: Case<F>, live: Live): Promise<Observation>;
  /** It counts what its own queries cause, so no other check may run beside it. */
  readonly alone?: true;
  /** Milliseconds after which it has no answer; 60,000 where they are left out. */
  readonly timeoutMs?: number;
}

/** One `helm upgrade` of a migration, as data: the printed commands and the runbook are made of it. */
export interface Step<P extends string = string> {
  /** Kebab-case: `chart-upgrade`. */
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly phase: P;
  /** The chart's version; where it is left out, it stays. */
  readonly chart?: string;
  /** Beside the phase's own values. */
  readonly set?: readonly Assignment[];
  /** Whether the post-renderer asks the cluster for proof. */
  readonly gated?: boolean;
  /** What to know before it. */
  readonly notes?: readonly string[];
  /** The phase of the upgrade that undoes it; `helm rollback` where it is left out. */
  readonly back?: P;
}
