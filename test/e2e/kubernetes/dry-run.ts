import { createHash } from 'node:crypto';
import { Api } from './api.ts';

/** Where the API server takes objects of a kind, after its API group. */
const PLURALS: Readonly<Record<string, string>> = {
  Ingress: 'ingresses',
  NetworkPolicy: 'networkpolicies',
};

const CLUSTER_WIDE = /^(ClusterRole|ClusterRoleBinding|Namespace|PriorityClass|StorageClass)$/;

const field = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}: *["']?([^"'\\s]+)["']?\\s*$`, 'm').exec(text)?.[1];

function placeOf(text: string): string | undefined {
  const [version, kind] = [field(text, 'apiVersion'), field(text, 'kind')];
  if (version === undefined || kind === undefined) return undefined;
  const api = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  return CLUSTER_WIDE.test(kind) ? `${api}/${plural}` : `${api}/namespaces/default/${plural}`;
}

/** An answer of the API server: why it refuses an object, undefined where it takes it. */
type Refusal = string | undefined;

/** Asks a real API server what it thinks of objects, without making them; it is asked once about equal ones. */
export class DryRun {
  readonly #api: Api;
  readonly #answers = new Map<string, Promise<Refusal>>();

  /** @param kubeconfig path of one that writeKubeconfig wrote */
  constructor(kubeconfig: string) {
    this.#api = new Api(kubeconfig);
  }

  /** Why the API server refuses a stream of manifests: the first reason that is found, undefined where it takes all. */
  async refusal(stream: string): Promise<Refusal> {
    const documents = stream.split(/^---.*$/m).filter((text) => /^[^#\s]/m.test(text));
    const answers = await Promise.all(documents.map((text) => this.#ask(text)));
    return answers.find((answer) => answer !== undefined);
  }

  close(): void {
    this.#api.close();
  }

  #ask(text: string): Promise<Refusal> {
    const key = createHash('sha256').update(text).digest('base64');
    const known = this.#answers.get(key) ?? this.#post(text);
    this.#answers.set(key, known);
    return known;
  }

  async #post(text: string): Promise<Refusal> {
    const place = placeOf(text);
    if (place === undefined) return 'an object without apiVersion and kind';
    const answer = await this.#send(`${place}?dryRun=All&fieldValidation=Strict`, text);
    // Helm reads YAML before the API server does, and takes the last of two equal keys.
    const isTwice =
      answer !== undefined && /already set in map/.test(answer) && !/unknown field/.test(answer);
    return isTwice ? this.#send(`${place}?dryRun=All&fieldValidation=Ignore`, text) : answer;
  }

  async #send(path: string, body: string): Promise<Refusal> {
    const { status, message } = await this.#api.send('POST', path, body);
    return status < 300 ? undefined : message;
  }
}
