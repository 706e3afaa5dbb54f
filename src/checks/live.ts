import type { LiveClaim, LivePod } from '../live/cluster.ts';
import type { Path, State, Tree } from '../pack.ts';

/** One HTTP request of a check. */
export interface Question {
  readonly path: string;
  /** The port that the pod names `http…` where it is left out. */
  readonly port?: number;
  /** A body to post; asked by GET without one. */
  readonly post?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses beside 2xx that are answers as well: `[404]`. */
  readonly accept?: readonly number[];
  /** Where the page of `config` holds the configuration as a text of its own: `data`, `yaml`. */
  readonly within?: Path;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The stretch of time that a check which looks back has to cover, however often the servers were restarted in it. */
export interface ProvenSoak {
  /** Milliseconds since 1970: since when the history shows the phase. */
  readonly since: number;
  /** Milliseconds that the next step asks for. */
  readonly neededMs: number;
}

/**
 * The running system; it is asked, never changed. What gets no answer throws, and the check is then `unknown` and says
 * why: no answer is never an empty answer.
 */
export interface Live {
  readonly releaseName: string;
  readonly namespace: string;
  /** Those of the release. Where there is none, a check that asks nobody is not ok. */
  readonly pods: readonly LivePod[];
  readonly claims: readonly LiveClaim[];
  /** Left out where the server takes none. */
  readonly tenant?: string;
  /** How far back to look, in milliseconds. */
  readonly sinceMs: number;
  /** RFC 3339, when the last revision was made; left out for a first installation. */
  readonly upgradedAt?: string;
  /** The time that the release has been in its phase without a break; left out where no history was read. */
  readonly soak?: ProvenSoak;
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so many milliseconds between two samples. */
  pause(milliseconds: number): Promise<void>;
  /** Asks a pod, or the Prometheus that --prometheus-url names. @throws where there is no answer */
  ask(whom: LivePod | 'prometheus', question: Question): Promise<Answer>;
  /** Asks an address that a setting names, such as the other store of a migration. @throws where there is no answer */
  askAt(address: string, question: Question): Promise<Answer>;
  /**
   * One object of the release's namespace, or of the whole cluster, as JSON. It may hold credentials: a pack shows nothing of it as it is.
   * @param resource as kubectl names it: `configmap`, `prometheuses.monitoring.coreos.com`
   * @throws where there is no answer, and where there is no such object
   */
  object(resource: string, name: string): Promise<unknown>;
  /** @throws where there is no answer */
  logs(component: string, lines: number): Promise<string>;
  /**
   * A page, in YAML or JSON, of every running pod of a component as one tree. What its pods disagree on is not sure, and
   * credentials are left out. A status that the question accepts is an empty page.
   * @throws where no pod answers
   */
  config(component: string, question: Question): Promise<Tree>;
  /** What the servers run with, as the pack's `readServer` reads it: asked once in a run. @throws where nobody answers */
  running(): Promise<State>;
}
