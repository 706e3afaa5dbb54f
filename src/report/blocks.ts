import type { CheckResult } from '../checks/check.ts';

/**
 * What a report says, apart from how it looks: reports become blocks once, and text, Markdown and HTML print them. All
 * texts are plain; each printer makes them fit for its place.
 */

/** Which of the migration's stores a phase, a component or a route belongs to; a pack says it. */
export type StoreTone = 'old' | 'both' | 'new';

/** How a block is meant. Colours and signs follow from it, never words alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'none' | StoreTone;

export interface Page {
  readonly head: Head;
  readonly blocks: readonly Block[];
  /** Which phasegate made it. */
  readonly version: string;
  /** Small print. */
  readonly footer?: string;
}

export interface Head {
  /** All of it in a line: `ledger in production: disk → both (chart 1.2.0)`. */
  readonly line: string;
  /** What made the page: `phasegate plan`. */
  readonly maker: string;
  /** The release, and where it is; empty for nowhere in particular. */
  readonly name: string;
  readonly place: string;
  /** The most important first. */
  readonly facts: readonly string[];
  readonly verdict?: VerdictBlock;
  /** The states that are compared, today's first. */
  readonly states?: readonly StateBlock[];
}

export interface VerdictBlock {
  readonly tone: Tone;
  readonly text: string;
  readonly detail?: string;
}

/** A release at one moment. */
export interface StateBlock {
  readonly when: string;
  readonly phase: string;
  readonly tone: Tone;
  readonly facts: readonly {
    readonly name: string;
    readonly value: string;
    /** Whether the value says by itself what it is. */
    readonly isPlain?: boolean;
  }[];
  readonly source: string;
}

export type Block =
  | Section
  | Paragraph
  | List
  | Findings
  | Components
  | Routes
  | Changes
  | TimeLineBlock
  | Progress
  | Status
  | Checklist
  | Checks;

export interface Section {
  readonly kind: 'section';
  readonly id: string;
  readonly title: string;
  /** The title on a terminal; left out where the blocks speak for themselves there. */
  readonly label?: string;
  readonly blocks: readonly Block[];
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly { readonly text: string; readonly label?: string; readonly tone?: Tone }[];
}

export interface Findings {
  readonly kind: 'findings';
  readonly items: readonly FindingItem[];
  /** Whether there may be so many that terminals and comments show what is bad alone. */
  readonly isLong?: boolean;
}

export interface FindingItem {
  /** bad for what stops a step, warn for what must be known, none for the rest. */
  readonly tone: 'bad' | 'warn' | 'none';
  /** The severity as it is called there. */
  readonly label: string;
  readonly place?: string;
  readonly what: string;
  readonly id: string;
  readonly why?: string;
  readonly remedy: string;
}

/** How a finding of a severity is meant. */
export const SEVERITY_TONES = { error: 'bad', warning: 'warn', info: 'none' } as const;

/** The workloads before and after a step: what comes first, then what goes, then what stays. */
export interface Components {
  readonly kind: 'components';
  readonly before: string;
  readonly after: string;
  readonly items: readonly ComponentItem[];
}

export interface ComponentItem {
  readonly change: 'added' | 'removed' | 'scaled' | 'kept';
  readonly name: string;
  readonly workload: string;
  /** The stores that it serves: `disk + bucket`. */
  readonly stores: string;
  readonly tone: StoreTone;
  /** `3 replicas`, `2 → 3 replicas`; empty if not known. */
  readonly replicas: string;
  readonly before?: number;
  readonly after?: number;
  /** What happens to its volume claims; empty if it has none. */
  readonly claims: { readonly text: string; readonly tone: Tone };
  /** Whether it stays just as it was; where there is little room such ones are counted. */
  readonly isUntouched: boolean;
}

/** Where data goes, and where answers come from; a picture where there is room for one. */
export interface Routes {
  readonly kind: 'routes';
  readonly pairs: readonly RoutePair[];
}

export interface RoutePair {
  /** `writes`, `reads`. */
  readonly name: string;
  /** What flows: `entries`, `queries`. */
  readonly flow: string;
  readonly direction: 'to stores' | 'from stores';
  readonly before: RouteSide;
  readonly after: RouteSide;
  readonly isSame: boolean;
}

export interface RouteSide {
  readonly text: string;
  readonly routes: readonly {
    readonly store: string;
    readonly tone: StoreTone;
    /** A fraction of all, and the same in words: `25 %`. */
    readonly share: number;
    readonly label: string;
    readonly note?: string;
  }[];
}

/** A table of what has one value today and another then. */
export interface Changes {
  readonly kind: 'changes';
  /** Titles of the cells before the values. */
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly cells: readonly { readonly text: string; readonly isCode?: boolean }[];
    /** Undefined for one that is not set. */
    readonly before: string | undefined;
    readonly after: string | undefined;
  }[];
}

export interface TimeLineBlock {
  readonly kind: 'time line';
  /** Oldest first. */
  readonly spans: readonly TimeSpan[];
}

export interface Moment {
  readonly text: string;
  /** RFC 3339; undefined if the text tells no time of its own. */
  readonly time?: string;
}

export interface TimeSpan {
  readonly phase: string;
  readonly tone: Tone;
  /** `18 h 20 min`, or `planned`. */
  readonly length: string;
  readonly milliseconds: number;
  readonly from: Moment;
  readonly to?: Moment;
  readonly isCertain: boolean;
  /** Whether it has not begun. */
  readonly isPlanned?: boolean;
}

/** How much of a time is over. */
export interface Progress {
  readonly kind: 'progress';
  readonly title: string;
  /** From 0 to 1. */
  readonly share: number;
  readonly text: string;
  readonly notes: readonly string[];
  /** Why the share cannot be told. */
  readonly problem?: string;
}

/** Something that is in one of several states, and what is to know about it. */
export interface Status {
  readonly kind: 'status';
  readonly name: string;
  readonly text: string;
  readonly tone: Tone;
  readonly details: readonly Block[];
}

export interface Checklist {
  readonly kind: 'checklist';
  readonly items: readonly ChecklistItem[];
}

export interface ChecklistItem {
  readonly title: string;
  readonly status: 'done' | 'open' | 'failed' | 'unknown';
  readonly detail: string;
}

/** What the live system was asked. */
export interface Checks {
  readonly kind: 'checks';
  readonly items: readonly CheckItem[];
}

/** One check, or several that met the same problem: those have no id in common. */
export type CheckItem = Omit<CheckResult, 'id'> & { readonly id?: string };

/** What a value is called that is not set. */
export const NOT_SET = 'not set';

/** What comes, goes or changes, and how many stay as they are, in words; for where there is little room. */
export function touched({ items }: Components): {
  shown: readonly ComponentItem[];
  rest: string | undefined;
} {
  const shown = items.filter(({ isUntouched }) => !isUntouched);
  const untouched = items.length - shown.length;
  if (untouched === 0) return { shown, rest: undefined };
  const more = shown.length === 0 ? '' : ' more';
  const rest = untouched === 1 ? `1${more} stays as it is` : `${untouched}${more} stay as they are`;
  return { shown, rest };
}

/** The findings that are shown where there is little room. */
export const shortened = ({ items, isLong }: Findings): readonly FindingItem[] =>
  isLong ? items.filter(({ tone }) => tone === 'bad') : items;

/** In whole percent, cut off: what is short of all must not look like it. */
export const percentOf = ({ share }: Progress): string => `${Math.floor(share * 100)} %`;

/** A release in a heading: `ledger in production`. */
export const releaseTitle = ({ name, namespace }: { name: string; namespace: string }): string =>
  namespace === '' ? name : `${name} in ${namespace}`;
