import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { type ApiAccess, readKubeconfig } from './kubeconfig.ts';

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
  readonly #access: ApiAccess;
  readonly #agent: Agent;
  readonly #answers = new Map<string, Promise<Refusal>>();

  /** @param kubeconfig path of one that writeKubeconfig wrote */
  constructor(kubeconfig: string) {
    this.#access = readKubeconfig(kubeconfig);
    this.#agent = new Agent({ ca: readFileSync(this.#access.authority), keepAlive: true, maxSockets: 8 });
  }

  /** Why the API server refuses a stream of manifests: the first reason that is found, undefined where it takes all. */
  async refusal(stream: string): Promise<Refusal> {
    const documents = stream.split(/^---.*$/m).filter((text) => /^[^#\s]/m.test(text));
    const answers = await Promise.all(documents.map((text) => this.#ask(text)));
    return answers.find((answer) => answer !== undefined);
  }

  close(): void {
    this.#agent.destroy();
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

  #send(path: string, body: string): Promise<Refusal> {
    const headers = { authorization: `Bearer ${this.#access.token}`, 'content-type': 'application/yaml' };
    return new Promise((resolve, reject) => {
      const sent = request(
        new URL(path, this.#access.server),
        { method: 'POST', agent: this.#agent, headers },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => resolve((response.statusCode ?? 500) < 300 ? undefined : reason(text)));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }
}

function reason(answer: string): string {
  try {
    const { message } = JSON.parse(answer) as { readonly message?: string };
    return message ?? answer;
  } catch {
    return answer;
  }
}
